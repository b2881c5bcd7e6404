"""From instances to one graph: keys go to the instances that know them, answers are merged by authority.

Every reader here takes and gives our names. `renamed` speaks to one instance in its own; `merged` asks
several and believes by the declared authority; `fulfilments`, `stock` and `progress` add what their
port needs; `once_per_request` keeps one operation from reading anything twice.
"""
