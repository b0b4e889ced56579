-- What wrk sends: POST with a body from a form in which %d counts, or bodies in turn from a file.
--
--   wrk -s requests.lua URL -- TOKEN FORM        such as '{"kind":"staff","key":"E%06d"}'
--   wrk -s requests.lua URL -- TOKEN @FILE       on each line a body, or a path for GET
--   wrk -s requests.lua URL                      GET
--
-- After TOKEN and FORM or @FILE may stand the milliseconds that a client rests after an answer.
-- One thread of wrk, or each would begin at the first body. Prints the figures as JSON.
local bodies, form, count = {}, nil, 0

function init(words)
    if #words == 0 then return end
    wrk.method = "POST"
    wrk.headers["Authorization"] = "Bearer " .. words[1]
    wrk.headers["Content-Type"] = "application/json"
    local rest = tonumber(words[3])
    if rest then
        function delay() return rest end
    end
    if words[2]:sub(1, 1) == "@" then
        for line in io.lines(words[2]:sub(2)) do bodies[#bodies + 1] = line end
    else
        form = words[2]
    end
end

function request()
    if form then
        count = count + 1
        return wrk.format(nil, nil, nil, string.format(form, count))
    elseif #bodies > 0 then
        count = count % #bodies + 1
        if bodies[count]:sub(1, 1) == "/" then return wrk.format("GET", bodies[count]) end
        return wrk.format(nil, nil, nil, bodies[count])
    end
    return wrk.format()
end

function done(summary, latency)
    local lost = summary.errors
    io.write(string.format(
        '{"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"refused":%d,"failed":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, lost.status,
        lost.connect + lost.read + lost.write + lost.timeout))
end
