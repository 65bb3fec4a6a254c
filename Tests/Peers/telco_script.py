"""What a model says in the telco story, as a script: the weights are the only thing that is made up here.

The request, the tools and their results are real, and so is the way of the words: over litellm, as any provider's.
"""

import json
import re

MARK = "customers of a phone company"


def is_meant(request):
    """Whether the request is the telco agent's."""
    first = request["messages"][0]
    return first["role"] == "system" and MARK in first["content"]


def answer(request):
    """The text and the calls, as (name, arguments), of the answer."""
    last = request["messages"][-1]
    if last["role"] == "tool":
        return after_call(request["messages"]), []
    offered = {tool["function"]["name"] for tool in request.get("tools", [])}
    return after_words(last["content"], offered)


def after_words(words, offered):
    if words.startswith("{") and "synthesis" in json.loads(words):
        parts = json.loads(words)["synthesis"]
        talk = "".join(f' You asked: “{said["asked"]}” {said["answered"]}' for said in parts["meanwhile"])
        return parts["answer"] + talk, []
    if number := re.search(r"\+\d{8,15}", words):
        return "", [("send_otp", {"number": number[0]})]
    if code := re.fullmatch(r"\d{6}", words):
        return "", [("verify_otp", {"code": code[0]})]
    if "close my contract" in words and "close_contract" in offered:
        return "", [("close_contract", {})]
    if words == "yes" and "close_contract" in offered:
        return "I close it now; that takes about ten seconds.", [("close_contract", {"confirm": True})]
    if "how far" in words and "check_status" in offered:
        return "", [("check_status", {})]
    if "Japan" in words:
        return "", [("roaming_info", {"country": "Japan"})]
    return "I do not know what to say.", []


def after_call(messages):
    call_id, text = messages[-1]["tool_call_id"], messages[-1]["content"]
    calls = [call for message in messages for call in message.get("tool_calls") or []]
    name = next(call["function"]["name"] for call in calls if call["id"] == call_id)
    try:
        result = json.loads(text)["result"]
    except (ValueError, KeyError):
        return f"{name} says: {text}"
    match name, result:
        case "send_otp", {"number": number}:
            return f"I have sent a code to {number}. What is it?"
        case "verify_otp", {"name": who}:
            return f"Thank you, {who}."
        case "close_contract", {"status": "preview", "cost": cost}:
            return f"That costs {cost}. Shall I close it?"
        case "close_contract", {"status": "done", "subject": contract, "cost": cost}:
            return f"Contract {contract} is closed; it cost {cost}."
        case "check_status", {"progress": progress}:
            return f"It is at {progress} %."
        case "roaming_info", {"megabyte": price}:
            return f"A megabyte costs {price} there."
        case _:
            return f"{name} says: {text}"
