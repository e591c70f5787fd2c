import { shared } from "./shared.ts";

/** The trail: what was sent to a person, newest 50, for eight days, so that echoes and receipts find their message. Cut now and then. */
export const trail = `
local function leaveTrail(contact, entry)
  local key = P .. 'trail:' .. contact
  redis.call('ZADD', key, math.floor(now), entry)
  if time[2] % 8 == 0 then redis.call('ZREMRANGEBYRANK', key, 0, -51) end
  redis.call('EXPIRE', key, 691200)
end
`;

/** ARGV: prefix, contact, then the entries. */
export const trailScript = `${shared}${trail}
for i = 3, #ARGV do leaveTrail(ARGV[2], ARGV[i]) end
return 1`;

/** ARGV: prefix, contact, "in" or "". Removes what waits for this person and what is known of what was sent; with "in" also what they wrote that nobody plays yet, but never the list being played. */
export const forgetScript = `${shared}
local contact = ARGV[2]
local families = { 'note', 'out', 'bulk' }
if ARGV[3] == 'in' and redis.call('HEXISTS', P .. 'in:held', contact) == 0 then table.insert(families, 'in') end
for _, family in ipairs(families) do
  if family == 'bulk' then
    -- Rows never name the forgotten, but a notice for a linked chat of theirs may wait here: it ends.
    for _, member in ipairs(redis.call('ZRANGE', P .. 'bulk:l:' .. contact, 0, -1)) do
      local place = cjson.decode(string.sub(member, string.find(member, '|', 1, true) + 1)).broadcast
      if place then record(string.match(place, '^[^|]*'), string.match(place, '|(.*)$'), 'x') end
    end
  end
  redis.call('DEL', P .. family .. ':l:' .. contact)
  leave(family, contact)
  clearFailures(family, contact)
end
redis.call('ZREM', P .. 'timers', contact)
redis.call('HDEL', P .. 'timers:ask', contact)
redis.call('DEL', P .. 'trail:' .. contact, P .. 'marks:' .. contact, P .. 'doubt:' .. contact, P .. 'noticed:' .. contact, P .. 'parked:' .. contact)
return 1`;

/**
 * ARGV: prefix, contact. Removes replies that wait, but not the one being sent, nor what only stops a button from spinning,
 * nor what staff wrote. Returns how many.
 */
export const dropRepliesScript = `${shared}
local contact = ARGV[2]
local list = P .. 'out:l:' .. contact
local held = redis.call('HEXISTS', P .. 'out:held', contact) == 1
local dropped = 0
for i, member in ipairs(redis.call('ZRANGE', list, 0, -1)) do
  local reply = cjson.decode(string.sub(member, string.find(member, '|', 1, true) + 1))
  local keep = (held and i == 1) or (reply.acknowledge and (reply.text or '') == '') or reply.author == 'staff'
  if not keep then
    redis.call('ZREM', list, member)
    if i == 1 then clearFailures('out', contact) end
    dropped = dropped + 1
  end
end
if not held and dropped > 0 and redis.call('EXISTS', list) == 0 then leave('out', contact) end
return dropped`;

/**
 * ARGV: prefix, contact, purpose or "". Takes notices that wait for this person out, but not the one being sent; their rows say
 * that the person stopped them. Returns how many.
 */
export const dropNoticesScript = `${shared}
local contact = ARGV[2]
local list = P .. 'bulk:l:' .. contact
local held = redis.call('HEXISTS', P .. 'bulk:held', contact) == 1
local dropped = 0
for i, member in ipairs(redis.call('ZRANGE', list, 0, -1)) do
  local notice = cjson.decode(string.sub(member, string.find(member, '|', 1, true) + 1))
  if not (held and i == 1) and notice.purpose and (ARGV[3] == '' or notice.purpose == ARGV[3]) then
    redis.call('ZREM', list, member)
    if i == 1 then clearFailures('bulk', contact) end
    if notice.broadcast then
      local id, row = string.match(notice.broadcast, '^([^|]*)|(.*)$')
      record(id, row, 'o')
    end
    dropped = dropped + 1
  end
end
if not held and dropped > 0 and redis.call('EXISTS', list) == 0 then leave('bulk', contact) end
return dropped`;
