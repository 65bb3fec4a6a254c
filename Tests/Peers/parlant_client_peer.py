"""Drives a server's Parlant routes through Parlant's own client, unmodified.

    python parlant_client_peer.py http://127.0.0.1:8080

Prints one line for each check and exits with 1 at the first that fails. The server must have the agent `echo`.
"""

import asyncio
import sys
import time
import uuid

from parlant.client import AsyncParlantClient
from parlant.client.core.api_error import ApiError
from parlant.client.errors import GatewayTimeoutError, NotFoundError, UnprocessableEntityError
from parlant.client.types import (
    AgentTagUpdateParams,
    ConsumptionOffsetsUpdateParams,
    CustomerMetadataUpdateParams,
    Participant,
    SessionLabelsUpdateParams,
    SessionMetadataUpdateParams,
)

COMPLETED = "completed"


class Failure(Exception):
    pass


def check(what, truth, found=None):
    if not truth:
        raise Failure(f"{what}; found {found!r}")
    print(f"ok {what}", flush=True)


async def refused(what, error, call, status=None):
    """The call is refused with just this class of error."""
    try:
        answer = await call
    except error as caught:
        check(what, status is None or caught.status_code == status, caught.status_code)
        return caught
    except ApiError as caught:
        raise Failure(f"{what}; found {type(caught).__name__} {caught.status_code} {caught.body!r}") from caught
    raise Failure(f"{what}; found the answer {answer!r}")


def status_of(event):
    return event.data.get("status") if event.kind == "status" else None


def ends_turn(event):
    return status_of(event) == "ready" and event.data["data"].get("stage") == COMPLETED


def words(events):
    """Each event in a word: its status, or its kind."""
    return [status_of(event) or event.kind for event in events]


class Reader:
    """Follows a session by long polls, as a chat window does."""

    def __init__(self, client, session):
        self.client, self.session = client, session
        self.offset = 0
        self.seen = []

    async def until(self, condition, seconds=20):
        """The events up to the first that fulfils the condition, and what came with it."""
        deadline = time.monotonic() + seconds
        found = []
        while time.monotonic() < deadline:
            try:
                events = await self.client.sessions.list_events(
                    self.session, min_offset=self.offset, wait_for_data=max(1, int(deadline - time.monotonic()))
                )
            except GatewayTimeoutError:
                continue
            found += events
            self.seen += events
            self.offset = events[-1].offset + 1
            if any(condition(event) for event in events):
                return found
        raise Failure(f"nothing came within {seconds} s after {words(found)}")

    async def turn(self):
        return await self.until(ends_turn)

    async def say(self, text):
        return await self.client.sessions.create_event(self.session, kind="message", source="customer", message=text)


async def agents(client):
    listed = await client.agents.list()
    check("the built-in agent is listed under its name", any(agent.id == "echo" for agent in listed), listed)
    echo = await client.agents.retrieve("echo")
    check("an agent has its modes", echo.message_output_mode == "block" and echo.composition_mode, echo)
    made = await client.agents.create(name="Peer", description="for a test", message_output_mode="stream")
    check("a new agent is as it was asked for", made.name == "Peer" and made.message_output_mode == "stream", made)
    changed = await client.agents.update(made.id, name="Peer 2")
    check("an agent is changed", changed.name == "Peer 2" and changed.description == "for a test", changed)
    await refused(
        "an unknown tag is not found",
        NotFoundError,
        client.agents.update(made.id, tags=AgentTagUpdateParams(add=["no-such-tag"])),
    )
    await client.agents.delete(made.id)
    await refused("a deleted agent is not found", NotFoundError, client.agents.retrieve(made.id), 404)
    await refused("an agent needs a name", UnprocessableEntityError, client.agents.create(name=""), 422)


async def customers(client):
    guest = await client.customers.retrieve("guest")
    check("the guest is there", guest.name == "Guest", guest)
    made = [await client.customers.create(name=f"Peer {i}", metadata={"n": str(i)}) for i in range(3)]
    changed = await client.customers.update(
        made[0].id, name="Ann", metadata=CustomerMetadataUpdateParams(set_={"x": "y"}, unset=["n"])
    )
    check("a customer is changed", (changed.name, changed.metadata) == ("Ann", {"x": "y"}), changed)
    seen, cursor = [], None
    while True:
        page = await client.customers.list(limit=2, cursor=cursor, sort="asc")
        seen += [customer.id for customer in page.items]
        cursor = page.next_cursor
        if not page.has_more:
            break
    check("pages lead through all customers", {customer.id for customer in made} <= set(seen), seen)
    check("no customer comes twice", len(seen) == len(set(seen)), seen)
    for customer in made:
        await client.customers.delete(customer.id)
    await refused("a deleted customer is not found", NotFoundError, client.customers.retrieve(made[0].id))


async def sessions(client):
    label = uuid.uuid4().hex
    session = await client.sessions.create(
        agent_id="echo", title="Peer", metadata={"k": 1}, labels=["b", "a", label], allow_greeting=False
    )
    usual = (session.customer_id, session.mode) == ("guest", "auto")
    check("a new session is the guest's and automatic", usual, session)
    check("a new session has consumed nothing", session.consumption_offsets.client == 0, session)
    check("a new session has its labels", sorted(session.labels) == sorted(["a", "b", label]), session.labels)
    changed = await client.sessions.update(
        session.id,
        title="Peer 2",
        consumption_offsets=ConsumptionOffsetsUpdateParams(client=5),
        metadata=SessionMetadataUpdateParams(set_={"z": [1]}, unset=["k"]),
        labels=SessionLabelsUpdateParams(upsert=["c"], remove=["a"]),
    )
    check("a session is changed", (changed.title, changed.metadata) == ("Peer 2", {"z": [1]}), changed)
    read = await client.sessions.retrieve(session.id)
    check("consumption offsets are kept as they were told", read.consumption_offsets.client == 5, read)
    check("labels are kept", sorted(read.labels) == sorted(["b", "c", label]), read.labels)
    found = await client.sessions.list(labels=label)
    check("a session is found by its label", [item.id for item in found] == [session.id], found)
    page = await client.sessions.list(limit=1, labels=label)
    check("a page counts its items", (page.total_count, page.has_more) == (1, False), page)
    await client.sessions.delete(session.id)
    await refused("a deleted session is not found", NotFoundError, client.sessions.retrieve(session.id))
    await refused("a session needs a known agent", ApiError, client.sessions.create(agent_id="no-such-agent"), 404)


async def conversation(client):
    session = await client.sessions.create(agent_id="echo")
    reader = Reader(client, session.id)
    posted = await reader.say("hello there")
    first = await reader.turn()
    check("the posted event is the first that is read", posted == first[0], (posted, first[0]))
    check(
        "a turn is acknowledged, processing, typing, message, ready",
        words(first) == ["message", "acknowledged", "processing", "typing", "message", "ready", "ready"],
        words(first),
    )
    check("the agent answers", first[4].source == "ai_agent" and first[4].data["message"] == "hello there", first[4])
    check("a turn has one trace", len({event.trace_id for event in first}) == 1, first)
    check("the correlation is the trace", all(event.correlation_id == event.trace_id for event in first))
    for text in ["tool please", "and again"]:
        await reader.say(text)
        await reader.turn()
    texts = [event.data["message"] for event in reader.seen if event.kind == "message" and event.source == "ai_agent"]
    check("three turns follow each other in one stream", texts == ["hello there", "tool please", "and again"], texts)
    check("offsets are dense", [event.offset for event in reader.seen] == list(range(len(reader.seen))))
    tools = [event.data["tool_calls"][0] for event in reader.seen if event.kind == "tool"]
    check("the tool's call and result are shown", len(tools) == 1 and "result" in tools[0], tools)

    statuses = await client.sessions.list_events(session.id, kinds="status", wait_for_data=0)
    check("kinds are filtered", statuses and all(event.kind == "status" for event in statuses))
    trace = await client.sessions.list_events(session.id, trace_id=first[0].trace_id, wait_for_data=0)
    check("traces are filtered", trace == first, words(trace))
    own = await client.sessions.list_events(session.id, source="customer", wait_for_data=0)
    check("sources are filtered", len(own) == 3, own)
    one = await client.sessions.read_event(session.id, first[4].id, wait_for_completion=True)
    check("one event is read by its id", one == first[4], one)
    changed = await client.sessions.update_event(
        session.id, first[4].id, metadata=SessionMetadataUpdateParams(set_={"liked": True})
    )
    check("an event's metadata is changed", changed.metadata == {"liked": True}, changed)
    await deletion(client, reader)


async def deletion(client, reader):
    """Regenerating an answer: the last turn goes out of view, the numbering goes on."""
    last = [event for event in reader.seen if event.kind == "message" and event.source == "customer"][-1]
    middle = reader.seen[-1].offset
    await refused(
        "a deletion cannot begin inside a turn",
        UnprocessableEntityError,
        client.sessions.delete_events(reader.session, min_offset=middle),
    )
    await client.sessions.delete_events(reader.session, min_offset=last.offset)
    left = await client.sessions.list_events(reader.session, wait_for_data=0)
    kept = [event.id for event in reader.seen if event.offset < last.offset]
    check("deleted events are out of view", [event.id for event in left] == kept, words(left))
    await refused(
        "a deleted event is not found", NotFoundError, client.sessions.read_event(reader.session, last.id)
    )
    await reader.say("once more")
    again = await reader.turn()
    check("the numbering goes on after a deletion", again[0].offset == reader.offset - len(again), again[0])


async def interruption(client):
    session = await client.sessions.create(agent_id="echo")
    reader = Reader(client, session.id)
    await reader.say("first slow")
    await reader.until(lambda event: status_of(event) == "typing")
    begin = time.monotonic()
    second = await reader.say("second")
    check("a message that interrupts is taken at once", time.monotonic() - begin < 1, time.monotonic() - begin)
    await reader.until(lambda event: ends_turn(event) and event.trace_id == second.trace_id)
    tail = [event for event in reader.seen if event.offset >= 4]
    check(
        "the old turn is cancelled and ready before the new one is acknowledged",
        words(tail)[:5] == ["message", "cancelled", "ready", "acknowledged", "processing"],
        words(tail),
    )
    old, new = reader.seen[0].trace_id, second.trace_id
    traces = [event.trace_id for event in tail[:5]]
    check("each turn keeps its trace", traces == [new, old, old, new, new], traces)
    answers = [event.data["message"] for event in reader.seen if event.kind == "message" and event.source == "ai_agent"]
    check("only the second message is answered", answers == ["second"], answers)


async def failure(client):
    session = await client.sessions.create(agent_id="echo")
    reader = Reader(client, session.id)
    await reader.say("boom")
    failed = await reader.turn()
    check("an error precedes the turn's end", words(failed)[-2:] == ["error", "ready"], words(failed))
    exception = next(event for event in failed if status_of(event) == "error").data["data"]["exception"]
    check("an error is a sentence, not a traceback", "\n" not in exception and exception.endswith("."), exception)
    await reader.say("hello")
    check("the session goes on after an error", words(await reader.turn())[-1] == "ready")


async def streaming(client):
    agent = await client.agents.create(name="Streaming peer", message_output_mode="stream")
    session = await client.sessions.create(agent_id=agent.id)
    reader = Reader(client, session.id)
    await reader.say("slow words that stream")
    events = await reader.until(lambda event: event.kind == "message" and event.source == "ai_agent")
    message = next(event for event in events if event.kind == "message" and event.source == "ai_agent")
    check("a streamed message appears before it is complete", message.data["chunks"][-1:] != [None], message.data)
    whole = await client.sessions.read_event(session.id, message.id, wait_for_completion=True)
    check("its chunks are closed by null", whole.data["chunks"][-1] is None, whole.data)
    text = "".join(chunk for chunk in whole.data["chunks"] if chunk is not None)
    check("its chunks are its words", text == whole.data["message"] == "slow words that stream", whole.data)
    await client.agents.delete(agent.id)


async def manual(client):
    session = await client.sessions.create(agent_id="echo")
    await client.sessions.update(session.id, mode="manual")
    create = client.sessions.create_event
    await create(session.id, kind="message", source="customer", message="hi", metadata={"m": 1})
    await create(
        session.id,
        kind="message",
        source="human_agent",
        message="hello",
        participant=Participant(display_name="Op"),
    )
    await create(session.id, kind="message", source="human_agent_on_behalf_of_ai_agent", message="hello")
    await create(session.id, kind="custom", source="customer_ui", data={"page": "/x"})
    await create(session.id, kind="status", source="human_agent", status="typing", data={"x": 1})
    events = await client.sessions.list_events(session.id, wait_for_data=0)
    check("a manual session keeps messages and starts no turn", [e.offset for e in events] == list(range(5)), events)
    check("metadata is kept", events[0].metadata == {"m": 1}, events[0].metadata)
    check("a human agent has a name", events[1].data["participant"]["display_name"] == "Op", events[1].data)
    speaker = events[2].data["participant"]["id"]
    check("who speaks for the agent is shown as the agent", speaker == "echo", events[2].data)
    check("custom data comes back", events[3].data == {"page": "/x"} and events[3].source == "customer_ui", events[3])
    check("a status comes back", events[4].data == {"status": "typing", "data": {"x": 1}}, events[4])
    for what, fields in [
        ("a message needs words", {"kind": "message", "source": "customer"}),
        ("an agent's message cannot be posted", {"kind": "message", "source": "ai_agent", "message": "x"}),
        ("a human agent needs a name", {"kind": "message", "source": "human_agent", "message": "x"}),
        ("a tool event cannot be posted", {"kind": "tool", "source": "system", "data": {}}),
        ("an unknown kind is refused", {"kind": "zzz", "source": "customer"}),
    ]:
        await refused(what, UnprocessableEntityError, create(session.id, **fields), 422)


async def waiting(client):
    session = await client.sessions.create(agent_id="echo")
    begin = time.monotonic()
    await refused(
        "an empty wait ends in a timeout",
        GatewayTimeoutError,
        client.sessions.list_events(session.id, wait_for_data=1),
        504,
    )
    check("an empty wait takes its time", 0.9 < time.monotonic() - begin < 2, time.monotonic() - begin)
    check("without a wait there is an empty list", await client.sessions.list_events(session.id, wait_for_data=0) == [])
    begin = time.monotonic()
    await refused(
        "an unknown session is not found, and not waited for",
        NotFoundError,
        client.sessions.list_events("no-such-session", wait_for_data=30),
        404,
    )
    check("the refusal is immediate", time.monotonic() - begin < 2, time.monotonic() - begin)
    waiter = asyncio.create_task(client.sessions.list_events(session.id, wait_for_data=20))
    await asyncio.sleep(0.2)
    begin = time.monotonic()
    await client.sessions.create_event(session.id, kind="custom", source="system", data={"a": 1})
    events = await waiter
    check("a waiter is woken by what comes", words(events) == ["custom"] and time.monotonic() - begin < 1, events)


async def main(base_url):
    client = AsyncParlantClient(base_url=base_url)
    for part in [agents, customers, sessions, waiting, conversation, interruption, failure, streaming, manual]:
        print(f"# {part.__name__}", flush=True)
        await part(client)


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1]))
    except Failure as failed:
        print(f"not ok {failed}", flush=True)
        sys.exit(1)
