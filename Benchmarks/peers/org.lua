-- A stand-in for an org's API, for comparing clients that create requests: each create is stored, echoed with a new id, and
-- shown by the list. It has no rate limit, and one nginx worker serves it.
local cjson = require "cjson"
local requests = {}
local org = {}

local function moment(now)
  return os.date("!%Y-%m-%dT%H:%M:%S", math.floor(now)) .. string.format(".%03dZ", math.floor(now * 1000) % 1000)
end

local function reply(status, text)
  ngx.status = status
  ngx.header.content_type = "application/json"
  ngx.header.content_length = #text
  ngx.print(text)
end

-- Creates a request, or lists the requests, in the order of their creation; one that never changes has no other.
function org.requests()
  if ngx.req.get_method() == "POST" then
    ngx.req.read_body()
    local body = cjson.decode(ngx.req.get_body_data())
    local now = moment(ngx.now())
    local request = {
      id = string.format("61eb%020x", #requests + 1), requestTypeId = body.requestTypeId, subject = body.subject,
      requesterUserIds = body.requesterUserIds, created = now, createdBy = "00u00000000000000000", lastUpdated = now,
      lastUpdatedBy = "00u00000000000000000", requestStatus = "OPEN", type = "ACCESS_REQUEST",
    }
    local text = cjson.encode(request)
    requests[#requests + 1] = { lastUpdated = now, text = text }
    request.requesterFieldValues = body.requesterFieldValues or cjson.null
    request.approvals = {{ status = "PENDING", approvalId = request.id .. "-1" }}
    request.actions = cjson.null
    reply(201, cjson.encode(request))
    return
  end
  local query = ngx.req.get_uri_args()
  local newer = query.filter and query.filter:match('lastUpdated gt "(.-)"') or ""
  local limit = tonumber(query.limit) or 20
  local place = tonumber(query.after) or 1
  local page = {}
  while place <= #requests and #page < limit do
    if requests[place].lastUpdated > newer then page[#page + 1] = requests[place].text end
    place = place + 1
  end
  local link = ""
  if place <= #requests then
    local filter = query.filter and "&filter=" .. ngx.escape_uri(query.filter) or ""
    local order = query.orderBy and "&orderBy=" .. ngx.escape_uri(query.orderBy) or ""
    link = string.format('"next":{"href":"http://%s%s?limit=%d&after=%d%s%s"}', ngx.var.http_host, ngx.var.uri, limit, place,
      filter, order)
  end
  reply(200, '{"data":[' .. table.concat(page, ",") .. '],"_links":{' .. link .. "}}")
end

-- The users of a filter by ids.
function org.users()
  local users = {}
  for id in (ngx.req.get_uri_args().filter or ""):gmatch('id eq "(.-)"') do
    users[#users + 1] = string.format('{"id":"%s","status":"ACTIVE","profile":{"login":"%s@example.com"}}', id, id)
  end
  reply(200, "[" .. table.concat(users, ",") .. "]")
end

-- How many requests there are.
function org.count() reply(200, tostring(#requests)) end

return org
