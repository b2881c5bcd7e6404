-- The rules of bucket.py once more, where every replica finds them: one call, one atomic step.
-- KEYS: the account of a partner. ARGV: what is asked, and the time (tests only). Answers: points, left, slots.

local LAPSE, TINY = 15, 0.000001
local ask = cmsgpack.unpack(ARGV[1])

local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local packed = redis.call('GET', KEYS[1])
local book = packed and cmsgpack.unpack(packed) or {at = now, points = ask.points, holders = {}}

-- Let time pass.
local room = ask.points
for _, one in pairs(book.holders) do
  room = room - one[2]
end
if now > book.at then
  local fresh = book.points + ask.rate * (now - book.at)
  book.points = math.max(book.points, math.min(fresh, room))
  book.at = now
end
book.points = math.min(book.points, ask.points)

local known = book.holders[ask.replica]
if known and now - known[4] > LAPSE then known = nil end
local held, taken = 0, 0
for name, one in pairs(book.holders) do
  if now - one[4] > LAPSE then
    book.holders[name] = nil
  elseif name ~= ask.replica then
    held = held + one[2]
    taken = taken + one[3]
  end
end

local granted, slots = 0, 0
if known and ask.number <= known[1] then
  slots = known[3]
else
  local back = (known and known[2] or 0) - ask.spent - ask.held
  book.points = math.min(book.points + back, ask.points - ask.held - held)
  granted = math.max(0, math.min(ask.wanted, math.floor(book.points + TINY)))
  book.points = book.points - granted
  slots = math.max(ask.running, math.min(ask.slots, ask.concurrency - taken))
  book.holders[ask.replica] = {ask.number, ask.held + granted, slots, now}
end

redis.call('SET', KEYS[1], cmsgpack.pack(book), 'EX', ask.keep)
-- As text, for Redis would cut a number to a whole one.
return {granted, tostring(book.points), slots}
