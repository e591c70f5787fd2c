/** Zalo advises seven days; the platforms' own retries end within two hours, and 72 h is the contract. */
export const dedupeSeconds = 72 * 3600;
/** A dead worker's people wait this long; a living one renews at a third of it. */
export const leaseMs = 6000;

/**
 * The Redis side of a lane: a person's own list of things to do, served one at a time, in order. Lanes stand under their
 * account (`channel:account` of the contact), and accounts are served in turn, so that none waits behind another's.
 *
 * For each family ("in": events, "note": what platforms tell, "out": replies, "bulk": notices) there are
 *   <p><family>:due:<account>  sorted set, person -> time from which the lane may be taken; taking it moves the time to the
 *                        end of the lease, so a worker that dies gives the lane back by doing nothing
 *   <p><family>:accounts sorted set, account -> never later than the time from which one of its lanes may be taken. Work makes it
 *                        earlier; a visit makes it exact, with the account's pause and its next sending slot, or takes the
 *                        account out. So it may be early (a look in vain) but never late, and costs little where work is done
 *   <p><family>:l:<id>   sorted set, the person's items by order; member = 15-digit arrival number, "|", JSON
 *   <p><family>:held     hash, person -> token of the holder (fence): what a slow holder says after losing its lease is refused;
 *                        with "+" when it has begun what may not happen twice
 *   <p><family>:tries    hash, person -> failures of the first item
 *   <p><family>:crashes  hash, person -> holders that vanished with the first item
 *   <p><family>:failed   hash, member id -> item set aside with its error
 * and for each account that sends
 *   <p>pause:<account>   nothing is sent in its name before this time
 *   <p>pace:<account>    hash, see pace.ts
 * Everything that must happen together is in one script. The clock is Redis's own, so that machines agree, with its
 * microseconds as a fraction, so that accounts served in the same millisecond still take turns.
 * Keys are built inside the scripts: this is for one Redis, not for a cluster.
 */
export const shared = `
local P = ARGV[1]
local leaseMs = ${leaseMs}
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local woken = {}
local function wake(family)
  if woken[family] then return end
  woken[family] = true
  redis.call('PUBLISH', P .. 'wake', family)
end
local function accountOf(contact) return string.match(contact, '^[^:]*:[^:]*') or '-' end
local function pausedUntil(family, account)
  if family == 'in' or family == 'note' then return 0 end
  return tonumber(redis.call('GET', P .. 'pause:' .. account) or 0)
end
local function lookAt(family, account, due) redis.call('ZADD', P .. family .. ':accounts', 'LT', due, account) end
local function add(family, contact, id, order, json, hold)
  if id ~= '' and not redis.call('SET', P .. 'seen:' .. id, '1', 'NX', 'EX', ${dedupeSeconds}) then return 0 end
  local seq = redis.call('INCR', P .. 'seq')
  if order == '' then order = seq end
  redis.call('ZADD', P .. family .. ':l:' .. contact, order, string.format('%015d|', seq) .. json)
  local account = accountOf(contact)
  if redis.call('ZADD', P .. family .. ':due:' .. account, 'NX', now + hold, contact) == 1 then
    lookAt(family, account, now + hold)
    wake(family)
  end
  return 1
end
local function holds(family, contact, token)
  local held = redis.call('HGET', P .. family .. ':held', contact)
  return held == token or held == token .. '+'
end
local function leave(family, contact)
  redis.call('HDEL', P .. family .. ':held', contact)
  redis.call('ZREM', P .. family .. ':due:' .. accountOf(contact), contact)
end
local function giveBack(family, contact, delay)
  if redis.call('EXISTS', P .. family .. ':l:' .. contact) == 0 then return leave(family, contact) end
  local account = accountOf(contact)
  redis.call('HDEL', P .. family .. ':held', contact)
  redis.call('ZADD', P .. family .. ':due:' .. account, now + delay, contact)
  lookAt(family, account, now + delay)
  if delay <= 0 then wake(family) end
end
-- An outcome on its way to its row. What arrived only moves forward (unknown, sent, delivered, read, answered); before that the last word counts.
local ranks = { u = 1, s = 2, d = 3, r = 4, a = 5 }
local function record(broadcast, row, state)
  local key = P .. 'outcomes:' .. broadcast
  local known = redis.call('HGET', key, row)
  if known and (ranks[string.sub(known, 1, 1)] or 0) > (ranks[string.sub(state, 1, 1)] or 0) then return end
  redis.call('HSET', key, row, state)
  redis.call('SADD', P .. 'outcomes', broadcast)
end
local function clearFailures(family, contact)
  redis.call('HDEL', P .. family .. ':tries', contact)
  redis.call('HDEL', P .. family .. ':crashes', contact)
end
`;
