/**
 * The Redis side of a lane: a person's own list of things to do, served one at a time, in order.
 *
 * For each family ("in": events, "out": replies, "bulk": notices) there are
 *   <p><family>:due      sorted set, person -> time from which the lane may be taken; taking it moves the time to the end
 *                        of the lease, so a worker that dies gives the lane back by doing nothing
 *   <p><family>:l:<id>   sorted set, the person's items by order; member = 15-digit arrival number, "|", JSON
 *   <p><family>:held     hash, person -> token of the holder (fence): what a slow holder says after losing its lease is refused
 *   <p><family>:tries    hash, person -> failures of the first item
 *   <p><family>:crashes  hash, person -> holders that vanished with the first item
 *   <p><family>:failed   hash, member id -> item set aside with its error
 * Everything that must happen together is in one script. The clock is Redis's own, so that machines agree.
 * Keys are built inside the scripts: this is for one Redis, not for a cluster.
 */
const shared = `
local P = ARGV[1]
local function clock() local t = redis.call('TIME'); return t[1] * 1000 + math.floor(t[2] / 1000) end
local now = clock()
local function add(family, contact, id, order, json, hold, ttl)
  if id ~= '' and not redis.call('SET', P .. 'seen:' .. id, '1', 'NX', 'EX', ttl) then return 0 end
  local seq = redis.call('INCR', P .. 'seq')
  if order == '' then order = seq end
  redis.call('ZADD', P .. family .. ':l:' .. contact, order, string.format('%015d|', seq) .. json)
  if redis.call('ZADD', P .. family .. ':due', 'NX', now + hold, contact) == 1 then redis.call('PUBLISH', P .. 'wake', family) end
  return 1
end
local function giveBack(family, contact, delay)
  redis.call('HDEL', P .. family .. ':held', contact)
  if redis.call('EXISTS', P .. family .. ':l:' .. contact) == 1 then
    redis.call('ZADD', P .. family .. ':due', now + delay, contact)
    if delay == 0 then redis.call('PUBLISH', P .. 'wake', family) end
  else
    redis.call('ZREM', P .. family .. ':due', contact)
  end
end
`;

/** ARGV: prefix, family, hold ms, dedupe seconds, then contact, dedupe id, order, json each. Returns "1" or "0" (seen before) for each. */
const addScript = `${shared}
local added = {}
for i = 5, #ARGV, 4 do
  added[#added + 1] = add(ARGV[2], ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[3]), ARGV[4])
end
return table.concat(added)`;

/** ARGV: prefix, family, how many lanes, lease ms, items a lane. Returns [ms until the next is due or -1, [contact, token, crashes, tries, member...]...]. */
const claimScript = `${shared}
local f = P .. ARGV[2]
local taken = {}
for _, contact in ipairs(redis.call('ZRANGEBYSCORE', f .. ':due', '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local items = redis.call('ZRANGE', f .. ':l:' .. contact, 0, ARGV[5] - 1)
  if #items == 0 then
    redis.call('ZREM', f .. ':due', contact)
    redis.call('HDEL', f .. ':held', contact)
  else
    local crashes = 0
    if redis.call('HEXISTS', f .. ':held', contact) == 1 then crashes = redis.call('HINCRBY', f .. ':crashes', contact, 1) end
    local token = redis.call('INCR', P .. 'token')
    redis.call('HSET', f .. ':held', contact, token)
    redis.call('ZADD', f .. ':due', now + ARGV[4], contact)
    local lane = { contact, token, crashes, tonumber(redis.call('HGET', f .. ':tries', contact) or 0) }
    for _, item in ipairs(items) do lane[#lane + 1] = item end
    taken[#taken + 1] = lane
  end
end
local next = redis.call('ZRANGE', f .. ':due', 0, 0, 'WITHSCORES')
local wait = -1
if next[2] then wait = math.max(0, math.ceil(next[2] - now)) end
return { wait, taken }`;

/**
 * The item is done: removed, what it gave birth to added, its timer set, its outcome recorded, all or nothing.
 * ARGV: prefix, family, contact, token, member, release (1/0), lease ms, dedupe seconds, timer (ms | 'clear' | ''), ask,
 *       record key, record field, record value, then family, contact, dedupe id, json each. Returns 1, or 0 when the lease was lost.
 */
const finishScript = `${shared}
local family, contact = ARGV[2], ARGV[3]
local f = P .. family
if redis.call('HGET', f .. ':held', contact) ~= ARGV[4] then return 0 end
-- A command that was carried out but whose answer got lost with the connection comes again: then the item is gone already.
if redis.call('ZREM', f .. ':l:' .. contact, ARGV[5]) == 0 then return 1 end
redis.call('HDEL', f .. ':tries', contact)
redis.call('HDEL', f .. ':crashes', contact)
if ARGV[9] == 'clear' then
  redis.call('ZREM', P .. 'timers', contact)
  redis.call('HDEL', P .. 'timers:ask', contact)
elseif ARGV[9] ~= '' then
  redis.call('ZADD', P .. 'timers', ARGV[9], contact)
  redis.call('HSET', P .. 'timers:ask', contact, ARGV[10])
end
if ARGV[11] ~= '' then redis.call('HSET', P .. ARGV[11], ARGV[12], ARGV[13]) end
for i = 14, #ARGV, 4 do add(ARGV[i], ARGV[i + 1], ARGV[i + 2], '', ARGV[i + 3], 0, ARGV[8]) end
if ARGV[6] == '1' then giveBack(family, contact, 0) else redis.call('ZADD', f .. ':due', now + ARGV[7], contact) end
return 1`;

/**
 * The first item failed. Below the limit it is tried again after the delay; at the limit it is set aside.
 * ARGV: prefix, family, contact, token, member, delay ms, limit (0: does not count), error json, item id.
 * Returns the failures so far, -1 when the lease was lost, -2 when the item was set aside.
 */
const againScript = `${shared}
local family, contact = ARGV[2], ARGV[3]
local f = P .. family
if redis.call('HGET', f .. ':held', contact) ~= ARGV[4] then return -1 end
local tries = 0
if ARGV[7] ~= '0' then tries = redis.call('HINCRBY', f .. ':tries', contact, 1) end
if ARGV[7] ~= '0' and tries >= tonumber(ARGV[7]) then
  if redis.call('ZREM', f .. ':l:' .. contact, ARGV[5]) == 1 then
    redis.call('HSET', f .. ':failed', ARGV[9], ARGV[8])
  end
  redis.call('HDEL', f .. ':tries', contact)
  redis.call('HDEL', f .. ':crashes', contact)
  giveBack(family, contact, 0)
  return -2
end
redis.call('HDEL', f .. ':crashes', contact)
giveBack(family, contact, tonumber(ARGV[6]))
return tries`;

/** ARGV: prefix, family, lease ms, then contact, token each: still at work. */
const extendScript = `${shared}
for i = 4, #ARGV, 2 do
  if redis.call('HGET', P .. ARGV[2] .. ':held', ARGV[i]) == ARGV[i + 1] then
    redis.call('ZADD', P .. ARGV[2] .. ':due', 'XX', now + ARGV[3], ARGV[i])
  end
end
return 1`;

/** ARGV: prefix, how many. Due timers become ticks in their person's own list. Returns how many rang. */
const ringScript = `${shared}
local rung = redis.call('ZRANGEBYSCORE', P .. 'timers', '-inf', now, 'LIMIT', 0, ARGV[2])
for _, contact in ipairs(rung) do
  local ask = tonumber(redis.call('HGET', P .. 'timers:ask', contact) or -1)
  redis.call('ZREM', P .. 'timers', contact)
  redis.call('HDEL', P .. 'timers:ask', contact)
  local tick = cjson.encode({ id = 'tick:' .. contact .. ':' .. ask .. ':' .. now, contact = contact, at = now, order = 0, input = { kind = 'tick', ask = ask } })
  add('in', contact, '', '0', tick, 0, 1)
end
return #rung`;

/** ARGV: prefix, contact. Removes what waits for this person, but not the list being played. */
const forgetScript = `${shared}
for _, family in ipairs({ 'out', 'bulk' }) do
  redis.call('DEL', P .. family .. ':l:' .. ARGV[2])
  redis.call('ZREM', P .. family .. ':due', ARGV[2])
  redis.call('HDEL', P .. family .. ':held', ARGV[2])
  redis.call('HDEL', P .. family .. ':tries', ARGV[2])
  redis.call('HDEL', P .. family .. ':crashes', ARGV[2])
end
redis.call('ZREM', P .. 'timers', ARGV[2])
redis.call('HDEL', P .. 'timers:ask', ARGV[2])
return 1`;

export const laneScripts = {
  laneAdd: addScript,
  laneClaim: claimScript,
  laneFinish: finishScript,
  laneAgain: againScript,
  laneExtend: extendScript,
  laneRing: ringScript,
  laneForget: forgetScript,
};
