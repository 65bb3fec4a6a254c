"""Drives a server's travel routes through PyPI's `websockets`, unmodified.

    python travel_socket_peer.py ws://127.0.0.1:8080

Prints one line for each check and exits with 1 at the first that fails. The server must have the agent `echo`.
"""

import asyncio
import json
import sys
import urllib.request

import websockets


def check(what, truth, found=None):
    if not truth:
        print(f"failed: {what}; found {found!r}", flush=True)
        sys.exit(1)
    print(f"ok {what}", flush=True)


def chat(base, user, message):
    body = json.dumps({"user_id": user, "message": message}).encode()
    url = base.replace("ws://", "http://") + "/chat"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


async def until_answer(socket):
    frames = []
    while not frames or frames[-1]["type"] != "response":
        frames.append(json.loads(await socket.recv()))
    return frames


async def main(base):
    async with websockets.connect(f"{base}/ws/peer") as socket:
        task = await asyncio.to_thread(chat, base, "peer", "NOSLEEP hello")
        frames = await until_answer(socket)
        check("every frame names its task", all(f["task_id"] == task["task_id"] for f in frames), frames)
        check("the task runs, then completes", [f["status"] for f in frames[:-1]][-1] == "completed", frames)
        check("the answer has the text", "hello" in frames[-1]["text"], frames[-1])
        await socket.send(json.dumps({"type": "ping"}))
        check("a ping is answered", json.loads(await socket.recv()) == {"type": "pong"})
        await socket.send("no json")
        pong = await socket.ping()
        check("protocol pings are answered, garbage is ignored", await pong >= 0)
    async with websockets.connect(f"{base}/ws/peer?from=0") as socket:
        check("the same frames are replayed", await until_answer(socket) == frames)
    start = frames[0]["offset"] + 1
    async with websockets.connect(f"{base}/ws/peer?from={start}") as socket:
        check("a reader comes back in the middle", await until_answer(socket) == frames[1:])
    try:
        await websockets.connect(f"{base}/ws/peer?from=100000")
        check("an offset of another log is refused", False)
    except websockets.InvalidStatus as refused:
        check("an offset of another log is refused", refused.response.status_code == 409, refused)


asyncio.run(main(sys.argv[1]))
