# What a user would script with aiohttp: one POST for each line of a file of bodies, so many at once, each reply checked.
# Usage: creates.py URL BODIES CONNECTIONS
import asyncio
import json
import sys

import aiohttp


async def main(url, path, connections):
    bodies = iter(open(path))
    headers = {"Authorization": "SSWS local-dev-token", "Accept": "application/json"}

    async def work(session):
        for line in bodies:
            body = json.loads(line)
            async with session.post(url, json=body) as reply:
                made = await reply.json()
                if reply.status != 201 or made["subject"] != body["subject"] or not made["id"]:
                    sys.exit(f"{reply.status} for {body}")

    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        await asyncio.gather(*(work(session) for _ in range(connections)))


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
