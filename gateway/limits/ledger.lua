-- The rules of ledger.py and turns.py once more, where every replica finds them: one call, one atomic step.
-- KEYS: the account of a host, the replicas that are there. ARGV: what is asked, and the time (tests only).
-- Answers: granted, waits, shorts, tokens, pace, today, replicas, others.

local LAPSE, PATIENCE, DAY, SLOWEST, AGAIN, OWN, TINY, THERE = 70, 3, 86400, 1 / 64, 0.05, 1, 0.000001, 10
local ask = cmsgpack.unpack(ARGV[1])
local rules = ask.rules
local shares = rules.shares

local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local packed = redis.call('GET', KEYS[1])
local book
if packed then
  book = cmsgpack.unpack(packed)
else
  book = {at = now, tokens = rules.burst, pace = 1, paced_at = 0, paused_until = 0, virtual = 0,
          tags = {0, 0, 0, 0}, day = 0, spent = {0, 0, 0, 0}, replicas = {}}
end

local function sum(figures)
  return figures[1] + figures[2] + figures[3] + figures[4]
end

local function pace_at(moment)
  return math.min(1, book.pace + math.max(0, moment - book.paced_at) / rules.recovery)
end

local function refill()
  if now > book.at then
    local pace = (pace_at(book.at) + pace_at(now)) / 2
    book.tokens = math.min(rules.burst, book.tokens + (rules.rate or 0) * pace * (now - book.at))
    book.at = now
  end
  local day = math.floor(now / DAY)
  if day > book.day then
    book.day, book.spent = day, {0, 0, 0, 0}
  end
end

local function save()
  redis.call('SET', KEYS[1], cmsgpack.pack(book), 'EX', 2 * DAY)
end

refill()

if ask.slow then
  if now >= book.paced_at then
    book.pace = math.max(SLOWEST, pace_at(now) / 2)
  end
  book.paced_at = math.max(book.paced_at, now + math.max(ask.slow, 1))
  book.paused_until = math.max(book.paused_until, now + ask.slow)
  book.at = math.max(book.at, book.paused_until)
  book.tokens = math.min(book.tokens, 0)
  save()
  return cmsgpack.pack({})
end

-- Who is there, and who waits.
redis.call('ZADD', KEYS[2], now, ask.replica)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - LAPSE)
local replicas = redis.call('ZCOUNT', KEYS[2], now - THERE, '+inf')

local before = book.replicas[ask.replica]
book.replicas[ask.replica] = nil
local waiting, running, waited = {0, 0, 0, 0}, {0, 0, 0, 0}, {false, false, false, false}
local others, again = false, OWN
for name, one in pairs(book.replicas) do
  if now - one[1] > LAPSE then
    book.replicas[name] = nil
  else
    if now - one[1] > PATIENCE then one[3] = {0, 0, 0, 0} end
    if sum(one[3]) > 0 then others = true end
    if sum(one[2]) + sum(one[3]) > 0 then again = AGAIN end
    for lane = 1, 4 do
      running[lane] = running[lane] + one[2][lane]
      waiting[lane] = waiting[lane] + one[3][lane]
      if one[3][lane] > 0 then waited[lane] = true end
    end
  end
end

local wanted, granted, mine = {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}
for lane = 1, 4 do
  local back = ask.unused[lane]
  if back > 0 then
    book.tokens = math.min(rules.burst, book.tokens + (rules.rate and back or 0))
    book.spent[lane] = math.max(0, book.spent[lane] - back)
    book.tags[lane] = book.tags[lane] - back / shares[lane]
  end
  if before and before[3][lane] > 0 then waited[lane] = true end
  if ask.wanted[lane] > 0 and not waited[lane] then
    book.tags[lane] = math.max(book.tags[lane], book.virtual)
  end
  wanted[lane], mine[lane] = ask.wanted[lane], ask.running[lane]
  waiting[lane] = waiting[lane] + wanted[lane]
  running[lane] = running[lane] + mine[lane]
end

local pace = pace_at(now)
local slots = math.max(1, math.floor(rules.concurrency * pace))

local function affords(left)
  return left >= 1 - TINY
end

local function first(lane)
  local ahead = 0
  for other = 1, 4 do
    local lead = book.tags[lane] - book.tags[other]
    if other ~= lane and waiting[other] > 0 and (lead > 0 or (lead == 0 and other < lane)) then
      ahead = ahead + math.min(waiting[other], math.floor(lead * shares[other]) + 1)
    end
  end
  return ahead
end

local function kept_for(lane, part)
  local kept = 0
  for other = 1, lane - 1 do
    if waiting[other] == 0 and book.tags[other] <= book.tags[lane] then kept = kept + part(other) end
  end
  return kept
end

local function of_the_day(lane)
  if not rules.daily then return end
  local rest = DAY - now % DAY
  local left = rules.daily - sum(book.spent)
  if left < 1 then return 'day', rest end
  if book.spent[lane] + 1 <= shares[lane] * rules.daily then return end
  local kept = 0
  for other = 1, 4 do
    if other ~= lane then
      local part = shares[other] * rules.daily
      kept = kept + math.min(math.max(0, part - book.spent[other]), part * rest / DAY)
    end
  end
  if left - math.floor(kept) < 1 then return 'day', math.min(rest, DAY / rules.daily) end
end

local function of_the_rate(lane)
  if not rules.rate then return end
  local a_second = rules.rate * pace
  if not affords(book.tokens) then return 'rate', (1 - book.tokens) / a_second end
  local kept = kept_for(lane, function(other) return math.floor(shares[other] * rules.burst / 2) end)
  if not affords(book.tokens - first(lane) - kept) then return 'turn', math.min(OWN, 1 / a_second) end
end

local function of_the_slots(lane)
  local free = slots - sum(running)
  if free < 1 then return 'concurrency', again end
  local kept = kept_for(lane, function(other)
    return running[other] == 0 and math.min(1, math.floor(shares[other] * slots)) or 0
  end)
  if free - first(lane) - kept < 1 then return 'turn', again end
end

local function missing(lane)
  if now < book.paused_until then return 'pause', book.paused_until - now end
  local short, wait = of_the_day(lane)
  if not short then short, wait = of_the_rate(lane) end
  if not short then short, wait = of_the_slots(lane) end
  return short, wait
end

local waits, shorts = {0, 0, 0, 0}, {'', '', '', ''}
for lane = 1, 4 do
  while wanted[lane] > 0 do
    local short, wait = missing(lane)
    if short then
      shorts[lane], waits[lane] = short, wait
      break
    end
    if rules.rate then book.tokens = book.tokens - 1 end
    book.spent[lane] = book.spent[lane] + 1
    book.virtual = math.max(book.virtual, book.tags[lane])
    book.tags[lane] = book.tags[lane] + 1 / shares[lane]
    granted[lane], mine[lane] = granted[lane] + 1, mine[lane] + 1
    wanted[lane], waiting[lane] = wanted[lane] - 1, waiting[lane] - 1
    running[lane] = running[lane] + 1
  end
end

book.replicas[ask.replica] = {now, mine, wanted}
save()
return cmsgpack.pack({granted, waits, shorts, rules.rate and book.tokens or false, pace,
                      rules.daily and (rules.daily - sum(book.spent)) or false, replicas, others})
