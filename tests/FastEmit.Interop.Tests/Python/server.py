"""python-socketio on aiohttp as a second real server.

    python3 server.py '{"port":8765}'

The first line on standard output is {"ready":true,"port":N}; the end of standard input ends the server.
"""
import asyncio
import json
import os
import sys

import socketio
from aiohttp import web

options = {"port": 0, "pingInterval": 25000, "pingTimeout": 20000, **json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")}

sio = socketio.AsyncServer(
    async_mode="aiohttp",
    ping_interval=options["pingInterval"] / 1000,
    ping_timeout=options["pingTimeout"] / 1000,
)
app = web.Application()
sio.attach(app)
seen = {}


def serve(namespace):
    async def connect(sid, environ, auth):
        if namespace == "/auth" and (auth or {}).get("token") != "secret":
            raise socketio.exceptions.ConnectionRefusedError("wrong token", {"code": 42})

    async def echo(sid, *args):
        return args if len(args) != 1 else args[0]

    async def identify(sid):
        return sid

    async def describe(sid, *args):
        return [{"buffer": arg.hex()} if isinstance(arg, bytes) else arg for arg in args]

    async def emit_me(sid, event, *args):
        await sio.emit(event, args, to=sid, namespace=namespace)

    async def binary_please(sid, size):
        await sio.emit("binary", bytes([size % 251]) * size, to=sid, namespace=namespace)

    async def ask(sid, event, *args):
        # In a task: the answer comes by the same read loop that this handler would block.
        answer = await sio.call(event, args, to=sid, namespace=namespace, timeout=10)
        return answer.hex() if isinstance(answer, bytes) else answer

    async def remember(sid, key, value):
        seen.setdefault(key, []).append(value)

    async def recall(sid, key):
        return seen.get(key, [])

    async def disconnect_me(sid):
        await sio.disconnect(sid, namespace=namespace)

    for name, handler in {
        "connect": connect,
        "echo": echo,
        "id": identify,
        "describe": describe,
        "emit me": emit_me,
        "binary please": binary_please,
        "ask": ask,
        "remember": remember,
        "recall": recall,
        "disconnect me": disconnect_me,
    }.items():
        sio.on(name, handler, namespace=namespace)


for name in ("/", "/foo", "/auth"):
    serve(name)


async def main():
    # No automatic answers to signals or exceptions: the process ends with its standard input.
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options["port"])
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    os.write(1, (json.dumps({"ready": True, "port": port}) + "\n").encode())
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
