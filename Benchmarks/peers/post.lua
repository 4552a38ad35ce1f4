-- What wrk sends: the same create again and again. It shows how many creates a second the stand-in for an org takes at most.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"requestTypeId":"08ab2db568c7c300079fefd0","subject":"Access","requesterUserIds":["00u00000000000000001"]}'
