"""A dashboard of the kind that the legacy wire form is for: python-socketio on aiohttp.

    python3 dashboard.py '{"port":8765,"log":"/tmp/x.ndjson","socket":true}'

Each event is appended to the log as {"via":…,"namespace":…,"event":…,"data":…}: those that a handler of the event got over
Socket.IO, and those that came by POST /api/events, which is answered with 204. With "socket":false nothing answers as
Socket.IO. The first line on standard output is {"ready":true,"port":N}; the end of standard input ends the server.
"""
import asyncio
import json
import os
import sys

import socketio
from aiohttp import web

options = {"port": 0, "log": None, "socket": True, **json.loads(sys.argv[1])}
log = os.open(options["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
app = web.Application()


def append(via, namespace, event, data):
    os.write(log, (json.dumps({"via": via, "namespace": namespace, "event": event, "data": data}) + "\n").encode())


if options["socket"]:
    sio = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
    sio.attach(app)

    @sio.on("claude_event")
    async def claude_event(sid, data):
        append("socket", "/", "claude_event", data)


async def post(request):
    body = await request.json()
    append("post", body["namespace"], body["event"], body["data"])
    return web.Response(status=204)


app.router.add_post("/api/events", post)


async def main():
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options["port"])
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    os.write(1, (json.dumps({"ready": True, "port": port}) + "\n").encode())
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
