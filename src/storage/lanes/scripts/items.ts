import { pace } from "./pace.ts";
import { trail } from "./person.ts";
import { dedupeSeconds, shared } from "./shared.ts";

/** ARGV: prefix, family, hold ms, then contact, dedupe id, order, json each. Returns "1" or "0" (seen before) for each. */
export const addScript = `${shared}
local added = {}
for i = 4, #ARGV, 4 do
  added[#added + 1] = add(ARGV[2], ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[3]))
end
return table.concat(added)`;

/**
 * Items are done: each removed, with everything that follows from it, all or nothing. Several in one call, because at full rate
 * calls cost more than what they do.
 * ARGV: prefix, then for each item how many values follow: family, contact, token, member, what to do with the lane ('release',
 *       'keep', or the member the caller goes on with), 1 when the item failed before or its holder vanished, then in any order
 *         'add', family, contact, dedupe id, json      what it gave birth to
 *         'timer', ms, ask | 'clear'                   its person's timer
 *         'record', broadcast, row, state              its outcome
 *         'noticed', place, seconds                    the notice that went last, remembered with its person
 *         'parked', place, until, seconds, id          one that waits for the person's next word
 *         'acted', id, json                            a note, where a notice is remembered with the person
 *         'trail', entry                               what was sent
 *         'calls', calls, slots                        calls to the platform, and how many had a slot
 * Returns for each "1"; "0" when the lease was lost and nothing was written, or when the lane was given back because the member
 * to go on with is gone or the account is paused.
 */
export const finishScript = `${shared}${pace}${trail}
local function follow(v, contact)
  local i = 7
  while i <= #v do
    local what = v[i]
    if what == 'add' then
      add(v[i + 1], v[i + 2], v[i + 3], '', v[i + 4], 0)
      i = i + 5
    elseif what == 'trail' then
      leaveTrail(contact, v[i + 1])
      i = i + 2
    elseif what == 'calls' then
      debit(accountOf(contact), tonumber(v[i + 1]), tonumber(v[i + 2]))
      i = i + 3
    elseif what == 'record' then
      record(v[i + 1], v[i + 2], v[i + 3])
      i = i + 4
    elseif what == 'noticed' then
      redis.call('SET', P .. 'noticed:' .. contact, v[i + 1], 'EX', v[i + 2])
      i = i + 3
    elseif what == 'parked' then
      redis.call('ZADD', P .. 'parked:' .. contact, v[i + 2], v[i + 1])
      redis.call('EXPIRE', P .. 'parked:' .. contact, v[i + 3])
      -- It was not sent: the person's next word hands it over once more.
      redis.call('DEL', P .. 'seen:' .. v[i + 4])
      i = i + 5
    elseif what == 'acted' then
      if redis.call('EXISTS', P .. 'noticed:' .. contact, P .. 'parked:' .. contact) > 0 then add('note', contact, v[i + 1], '', v[i + 2], 0) end
      i = i + 3
    elseif what == 'timer' then
      redis.call('ZADD', P .. 'timers', v[i + 1], contact)
      redis.call('HSET', P .. 'timers:ask', contact, v[i + 2])
      i = i + 3
    else
      redis.call('ZREM', P .. 'timers', contact)
      redis.call('HDEL', P .. 'timers:ask', contact)
      i = i + 1
    end
  end
end
local function finish(v)
  local family, contact, goOn = v[1], v[2], v[5]
  local f = P .. family
  -- A notice nobody holds although it stands there: Redis forgot the claim, or another holder gave it back. It went out, so it ends.
  local unheld = family == 'bulk' and redis.call('HEXISTS', f .. ':held', contact) == 0
  if not unheld and not holds(family, contact, v[3]) then return '0' end
  -- A command that was carried out but whose answer got lost with the connection comes again: then the item is gone already.
  if redis.call('ZREM', f .. ':l:' .. contact, v[4]) == 0 then return '1' end
  if v[6] == '1' then clearFailures(family, contact) end
  follow(v, contact)
  local stop = goOn ~= 'release' and goOn ~= 'keep' and (pausedUntil(family, accountOf(contact)) > now or not redis.call('ZSCORE', f .. ':l:' .. contact, goOn))
  if goOn == 'release' or stop then giveBack(family, contact, 0)
  else redis.call('ZADD', f .. ':due:' .. accountOf(contact), now + leaseMs, contact) end
  return stop and '0' or '1'
end
local ended = {}
local at = 2
while at <= #ARGV do
  local values = tonumber(ARGV[at])
  ended[#ended + 1] = finish({ unpack(ARGV, at + 1, at + values) })
  at = at + values + 1
end
return table.concat(ended)`;

/**
 * The first item failed. Below the limit it is tried again after the delay; at the limit it is set aside.
 * ARGV: prefix, family, contact, token, member, delay ms (negative: before the others of its account), limit (0: does not
 *       count), error json, item id.
 * Returns the failures so far, -1 when the lease was lost, -2 when the item was set aside.
 */
export const againScript = `${shared}
local family, contact = ARGV[2], ARGV[3]
local f = P .. family
if not holds(family, contact, ARGV[4]) then return -1 end
local tries = 0
if ARGV[7] ~= '0' then tries = redis.call('HINCRBY', f .. ':tries', contact, 1) end
if ARGV[7] ~= '0' and tries >= tonumber(ARGV[7]) then
  if redis.call('ZREM', f .. ':l:' .. contact, ARGV[5]) == 1 then
    redis.call('HSET', f .. ':failed', ARGV[9], ARGV[8])
  end
  clearFailures(family, contact)
  giveBack(family, contact, 0)
  return -2
end
redis.call('HDEL', f .. ':crashes', contact)
giveBack(family, contact, tonumber(ARGV[6]))
return tries`;

/** ARGV: prefix, family, then contact, token each: still at work. Returns "1" for each that is still held, "0" for what another took over. */
export const extendScript = `${shared}
local held = {}
for i = 3, #ARGV, 2 do
  local own = holds(ARGV[2], ARGV[i], ARGV[i + 1])
  if own then redis.call('ZADD', P .. ARGV[2] .. ':due:' .. accountOf(ARGV[i]), 'XX', now + leaseMs, ARGV[i]) end
  held[#held + 1] = own and '1' or '0'
end
return table.concat(held)`;

/**
 * What may not happen twice happens now: until this is written, a lane whose holder vanishes is simply taken again.
 * ARGV: prefix, family, then contact, token each. Returns "1" for each that is still held, "0" for what another took over.
 */
export const beginScript = `${shared}
local held = {}
for i = 3, #ARGV, 2 do
  local own = holds(ARGV[2], ARGV[i], ARGV[i + 1])
  if own then redis.call('HSET', P .. ARGV[2] .. ':held', ARGV[i], ARGV[i + 1] .. '+') end
  held[#held + 1] = own and '1' or '0'
end
return table.concat(held)`;

/** ARGV: prefix, then broadcast, row, state each: outcomes from outside the lanes. */
export const recordScript = `${shared}
for i = 2, #ARGV, 3 do record(ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
return 1`;

/**
 * Redis came back and may have lost what it answered in its last moment: what this process knows better is said again.
 * ARGV: prefix, how many claims, then contact, token, 1 if begun each, then message ids that had come in.
 */
export const reassertScript = `${shared}
local at = 3
for _ = 1, tonumber(ARGV[2]) do
  local contact, token, begun = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local held = redis.call('HGET', P .. 'bulk:held', contact)
  -- One that had begun goes before whoever took it since and has not.
  local own = not held or held == token or held == token .. '+' or (begun == '1' and string.sub(held, -1) ~= '+')
  if own and redis.call('EXISTS', P .. 'bulk:l:' .. contact) == 1 then
    redis.call('HSET', P .. 'bulk:held', contact, token .. (begun == '1' and '+' or ''))
    redis.call('ZADD', P .. 'bulk:due:' .. accountOf(contact), now + leaseMs, contact)
  end
  at = at + 3
end
for i = at, #ARGV do redis.call('SET', P .. 'seen:' .. ARGV[i], '1', 'NX', 'EX', ${dedupeSeconds}) end
return 1`;

/**
 * ARGV: prefix, family, accounts. How many lanes of each will be served soon, in order: what waits for a later time does not keep an account busy.
 * Returns [soon, all] each.
 */
export const queuedScript = `${shared}
local counts = {}
for i = 3, #ARGV do
  local due = P .. ARGV[2] .. ':due:' .. ARGV[i]
  counts[#counts + 1] = redis.call('ZCOUNT', due, '-inf', now + leaseMs)
  counts[#counts + 1] = redis.call('ZCARD', due)
end
return counts`;

/** ARGV: prefix, how many. Due timers become ticks in their person's own list. Returns how many rang. */
export const ringScript = `${shared}
local rung = redis.call('ZRANGEBYSCORE', P .. 'timers', '-inf', now, 'LIMIT', 0, ARGV[2])
local at = math.floor(now)
for _, contact in ipairs(rung) do
  local ask = tonumber(redis.call('HGET', P .. 'timers:ask', contact) or -1)
  redis.call('ZREM', P .. 'timers', contact)
  redis.call('HDEL', P .. 'timers:ask', contact)
  local tick = cjson.encode({ id = 'tick:' .. contact .. ':' .. ask .. ':' .. at, contact = contact, at = at, order = 0, input = { kind = 'tick', ask = ask } })
  add('in', contact, '', '0', tick, 0)
end
return #rung`;

/** ARGV: prefix, family. How many lanes have work. */
export const waitingScript = `
local waiting = 0
for _, account in ipairs(redis.call('ZRANGE', ARGV[1] .. ARGV[2] .. ':accounts', 0, -1)) do
  waiting = waiting + redis.call('ZCARD', ARGV[1] .. ARGV[2] .. ':due:' .. account)
end
return waiting`;
