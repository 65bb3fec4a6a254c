"""A provider of OpenAI's chat completions that invents nothing: it says back what it was told.

What it answers:
- the telco agent asks: what the script in telco_script.py says;
- the last message is a tool's result: the text "<name of the tool> said <result>";
- there are tools: one call of each, with {"about": "<last words of the user>"}, its fragments mixed;
- otherwise: the user's last words, one delta for each word.

"temperature" above 1.5 is answered with 400, as a provider refuses what it does not support.
"""

import json
import re
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import telco_script


def deltas(request):
    """The deltas of an answer, and why it ends."""
    if telco_script.is_meant(request):
        text, calls = telco_script.answer(request)
        return scripted(text, calls), "tool_calls" if calls else "stop"
    last = request["messages"][-1]
    if last["role"] == "tool":
        calls = [call for message in request["messages"] for call in message.get("tool_calls") or []]
        name = next(call["function"]["name"] for call in calls if call["id"] == last["tool_call_id"])
        return [{"content": f"{name} said {last['content']}"}], "stop"
    if request.get("tools"):
        arguments = json.dumps({"about": last["content"]}, ensure_ascii=False)
        names = [tool["function"]["name"] for tool in request["tools"]]
        half = len(arguments) // 2
        begin = [
            {"index": i, "id": f"call_{i}", "type": "function", "function": {"name": name, "arguments": ""}}
            for i, name in enumerate(names)
        ]
        rest = [
            {"index": i, "function": {"arguments": piece}}
            for piece in (arguments[:half], arguments[half:])
            for i in range(len(names))
        ]
        return [{"tool_calls": [fragment]} for fragment in begin + rest], "tool_calls"
    return [{"content": word} for word in re.findall(r"\S+\s*", last["content"])], "stop"


def scripted(text, calls):
    """Deltas of a text and of calls after it."""
    return [{"content": word} for word in re.findall(r"\S+\s*", text)] + [
        {"tool_calls": [{"index": index, "id": f"call_{secrets.token_hex(6)}", "type": "function",
                         "function": {"name": name, "arguments": json.dumps(arguments)}}]}
        for index, (name, arguments) in enumerate(calls)
    ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if request.get("temperature", 0) > 1.5:
            error = {"message": "temperature is too high", "type": "invalid_request_error", "code": None}
            return self.answer(400, {"error": error})
        if not request.get("stream"):
            error = {"message": "this stub only streams", "type": "invalid_request_error", "code": None}
            return self.answer(400, {"error": error})
        self.stream(request)

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, request):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        pieces, finish = deltas(request)
        for piece in pieces:
            self.chunk({"choices": [{"index": 0, "delta": piece, "finish_reason": None}]})
        self.chunk({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        if request.get("stream_options", {}).get("include_usage"):
            self.chunk({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}})
        self.send("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, members):
        base = {"id": "chatcmpl-stub", "object": "chat.completion.chunk", "created": 1, "model": "stub"}
        self.send(json.dumps(base | members))

    def send(self, data):
        event = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))

    def log_message(self, *_):
        pass


def serve():
    """A server on a free loopback port; the caller runs it."""
    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)
