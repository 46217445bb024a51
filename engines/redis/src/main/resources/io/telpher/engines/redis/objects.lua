-- A room of objects. All its keys begin with KEYS[1], whose braces keep them on one server. ARGV[1] says what is done.
--
--   :n          hash     seq (how many purges, counted from a time), floor (how many are forgotten), bytes, evicted
--   :p          list     the purges from floor to seq
--   :i          hash     of each id what is known of it but its head
--   :u, :e      zsets    ids by their last use and by their end
--   :x          zset     keys in the order of their bytes
--   :k:KEY      hash     ids by slots
--   :l:LABEL    zset     ids in the order of their bytes
--   :o:ID       hash     h (head), c (content)
--
-- What :x and :l have is for counting and making room: whether an object was purged is judged by :p when it is found, from where it
-- was judged last. So a server that forgets any of these keys by itself loses objects and never a purge.

local T = KEYS[1]
local N, P, I, USED, ENDS, KNOWN = T .. ':n', T .. ':p', T .. ':i', T .. ':u', T .. ':e', T .. ':x'
local PURGES_KEPT = 1024
local SLOTS_MAX = 64
local OVERHEAD = 512
local INLINE_MAX = 262144
local SLICE = 500
local LIFE = 2678400000 -- longer than any lease
local GRACE = 60000

local t = redis.call('time')
local now = t[1] * 1000 + math.floor(t[2] / 1000)

local function int(number)
    return string.format('%.0f', number)
end

-- The room. One that the server has lost a part of is emptied: everything in it may have been purged.
local state = redis.call('hmget', N, 'seq', 'floor')
local seq, floor = tonumber(state[1]), tonumber(state[2])
local count = redis.call('hlen', I)
if not seq or not floor or redis.call('llen', P) ~= seq - floor
    or redis.call('zcard', USED) ~= count or redis.call('zcard', ENDS) ~= count then
    redis.call('unlink', N, P, I, USED, ENDS, KNOWN)
    seq = t[1] * 1000000 + t[2] -- later than what it was before
    floor = seq
    redis.call('hset', N, 'seq', int(seq), 'floor', int(floor), 'bytes', '0', 'evicted', '0')
    redis.call('pexpire', N, LIFE)
end

local function room()
    local numbers = redis.call('hmget', N, 'bytes', 'evicted')
    return {now, seq, redis.call('hlen', I), tonumber(numbers[1] or 0), tonumber(numbers[2] or 0)}
end

local function known(id)
    local raw = redis.call('hget', I, id)
    return raw and cmsgpack.unpack(raw)
end

local function note(id, object)
    redis.call('hset', I, id, cmsgpack.pack(object))
end

local function unlabel(id, object)
    for _, label in ipairs(object.labels) do
        redis.call('zrem', T .. ':l:' .. label, id)
    end
end

local function label(id, object)
    for _, each in ipairs(object.labels) do
        redis.call('zadd', T .. ':l:' .. each, 0, id)
        redis.call('pexpire', T .. ':l:' .. each, LIFE)
    end
end

local function drop(id, object)
    redis.call('hincrby', N, 'bytes', int(-object.bytes)) -- first: a server without memory refuses it, and then nothing was done
    redis.call('hdel', I, id)
    redis.call('zrem', USED, id)
    redis.call('zrem', ENDS, id)
    redis.call('unlink', T .. ':o:' .. id)
    local slots = T .. ':k:' .. object.key
    if redis.call('hget', slots, object.slot) == id then
        redis.call('hdel', slots, object.slot)
    end
    if redis.call('exists', slots) == 0 then
        redis.call('zrem', KNOWN, object.key)
    end
    unlabel(id, object)
end

local function means(purge, key, labels)
    local scope, name = purge[1], purge[2]
    if scope == 'ALL' then
        return true
    elseif scope == 'NAME' then
        return string.sub(key, 1, #name + 1) == name .. '\0'
    elseif scope == 'PREFIX' then
        return string.sub(key, 1, #name) == name
    end
    for _, each in ipairs(labels) do
        if each == name then
            return true
        end
    end
    return false
end

local function since(moment)
    local purges = {}
    if moment < seq then
        for i, raw in ipairs(redis.call('lrange', P, int(moment - floor), -1)) do
            purges[i] = cmsgpack.unpack(raw)
        end
    end
    return purges
end

-- Judges an object by the purges that it was not judged by yet. What is purged goes.
local function sound(id, object)
    if object.born < floor then
        drop(id, object)
        return false
    end
    if object.born == seq then
        return true
    end
    for _, purge in ipairs(since(object.born)) do
        if means(purge, object.key, object.labels) then
            if not purge[3] then
                drop(id, object)
                return false
            end
            object.stale = object.stale or purge[4]
        end
    end
    object.born = seq
    note(id, object)
    return true
end

local function sweep()
    for _, id in ipairs(redis.call('zrangebyscore', ENDS, '-inf', now, 'limit', 0, 20)) do
        drop(id, known(id))
    end
end

local function evict(bytesMax)
    while tonumber(redis.call('hget', N, 'bytes')) > bytesMax do
        local oldest = redis.call('zrange', USED, 0, 0)[1]
        if not oldest then
            return
        end
        drop(oldest, known(oldest))
        redis.call('hincrby', N, 'evicted', 1)
    end
end

local function labels(from)
    local all = {}
    for i = from, #ARGV do
        all[#all + 1] = ARGV[i]
    end
    return all
end

local function weight(object, head)
    local sum = OVERHEAD + #head + object.size + 3 * #object.key
    for _, each in ipairs(object.labels) do
        sum = sum + 2 * #each + 64
    end
    return sum
end

local function ends(id, lease)
    redis.call('zadd', ENDS, now + lease, id)
    redis.call('pexpire', T .. ':o:' .. id, lease + GRACE)
    for _, key in ipairs({N, P, I, USED, ENDS, KNOWN}) do
        redis.call('pexpire', key, LIFE)
    end
end

local act = {}

-- find KEY
function act.find(key)
    local slots = T .. ':k:' .. key
    local all = redis.call('hgetall', slots)
    local found = {}
    local inline = INLINE_MAX
    for i = 1, #all, 2 do
        local id = all[i + 1]
        local object = known(id)
        local head = object and redis.call('hget', T .. ':o:' .. id, 'h')
        if not object then
            redis.call('hdel', slots, all[i])
        elseif not head or tonumber(redis.call('zscore', ENDS, id)) <= now then
            drop(id, object)
        elseif sound(id, object) then
            redis.call('zadd', USED, now, id)
            local content = false
            if object.size <= inline then
                inline = inline - object.size
                content = redis.call('hget', T .. ':o:' .. id, 'c')
            end
            found[#found + 1] = {id, object.at, object.stale or -1, head, content}
        end
    end
    return found
end

-- True if what was asked for at a moment has been purged since, or perhaps was.
local function purged(moment, key, labels)
    if moment < floor or moment > seq then
        return true
    end
    for _, purge in ipairs(since(moment)) do
        if means(purge, key, labels) then
            return true
        end
    end
    return false
end

-- put ID KEY SLOT HEAD CONTENT LEASE MOMENT ONTO MAX LABELS...
function act.put(id, key, slot, head, content, lease, moment, onto, bytesMax)
    sweep()
    local object = {
        key = key, slot = slot, size = #content, labels = labels(11), born = seq, at = now
    }
    if purged(tonumber(moment), key, object.labels) then
        return 0
    end
    local slots = T .. ':k:' .. key
    local there = redis.call('hget', slots, slot)
    object.bytes = weight(object, head)
    if (onto ~= '' and there ~= onto) or object.bytes > tonumber(bytesMax)
        or (not there and redis.call('hlen', slots) >= SLOTS_MAX) then
        return 0
    end
    local before = there and known(there)
    if before then
        drop(there, before)
    end
    evict(tonumber(bytesMax) - object.bytes)
    redis.call('hset', T .. ':o:' .. id, 'h', head, 'c', content)
    redis.call('hset', slots, slot, id)
    redis.call('pexpire', slots, LIFE)
    redis.call('zadd', KNOWN, 0, key)
    redis.call('zadd', USED, now, id)
    redis.call('hincrby', N, 'bytes', int(object.bytes))
    label(id, object)
    note(id, object)
    ends(id, tonumber(lease))
    return 1
end

-- update ID HEAD LEASE MOMENT LABELS...
function act.update(id, head, lease, moment)
    local object = known(id)
    if not object or redis.call('exists', T .. ':o:' .. id) == 0 or not sound(id, object)
        or purged(tonumber(moment), object.key, object.labels) then
        return 0
    end
    unlabel(id, object)
    object.labels = labels(6)
    local bytes = weight(object, head)
    redis.call('hincrby', N, 'bytes', int(bytes - object.bytes))
    object.bytes = bytes
    object.at = now
    object.stale = nil
    redis.call('hset', T .. ':o:' .. id, 'h', head)
    label(id, object)
    note(id, object)
    ends(id, tonumber(lease))
    return 1
end

-- remove ID
function act.remove(id)
    local object = known(id)
    if object then
        drop(id, object)
    end
    return object and 1 or 0
end

-- purge SCOPE NAME SOFT CURSOR SEQ: the first time with an empty cursor; then goes on where it was. Returns how many, and where it is.
function act.purge(scope, name, soft, cursor, until_)
    if cursor == '' then
        redis.call('rpush', P, cmsgpack.pack({scope, name, soft == '1', now}))
        redis.call('pexpire', P, LIFE)
        seq = seq + 1
        if seq - floor > PURGES_KEPT then
            redis.call('lpop', P)
            floor = floor + 1
        end
        redis.call('hset', N, 'seq', int(seq), 'floor', int(floor))
        until_ = seq
    end
    until_ = tonumber(until_)
    local from, to, index = '-', '+', KNOWN
    if scope == 'NAME' then
        from, to = '[' .. name .. '\0', '(' .. name .. '\1'
    elseif scope == 'PREFIX' then
        from, to = '[' .. name, '[' .. name .. '\255'
    elseif scope == 'LABEL' then
        index = T .. ':l:' .. name
    end
    if cursor ~= '' then
        from = '(' .. cursor
    end
    local some = redis.call('zrangebylex', index, from, to, 'limit', 0, SLICE)
    local done = 0
    for _, member in ipairs(some) do
        local ids = {member}
        if scope ~= 'LABEL' then
            ids = redis.call('hvals', T .. ':k:' .. member)
            if #ids == 0 then
                redis.call('zrem', KNOWN, member)
            end
        end
        for _, id in ipairs(ids) do
            local object = known(id)
            if not object then
                redis.call('zrem', index, id)
            elseif object.born < until_ then
                local stays = sound(id, object)
                if soft == '1' or not stays then
                    done = done + 1
                end
            end
        end
    end
    return {done, #some == SLICE and some[SLICE] or '', until_}
end

local result = act[ARGV[1]](unpack(ARGV, 2))
return {room(), result}
