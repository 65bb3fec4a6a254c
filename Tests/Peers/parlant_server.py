"""A real Parlant server whose language model is a stub: it says what it was told, after the pause that is asked for.

    parlant_server.py PORT AGENT_ID [--stream]

It listens when GET /healthz answers. The model answers "<AGENT_ID> heard: <the customer's last message>"; a message that
holds "pause 2" is answered two seconds later, and one that holds "break" makes the model fail.
"""

import argparse
import asyncio
import json
import re

import parlant.sdk as p
from parlant.core.engines.alpha.canned_response_generator import CannedResponseDraftSchema, CannedResponsePreambleSchema
from parlant.core.loggers import Logger
from parlant.core.meter import Meter
from parlant.core.nlp.embedding import BaseEmbedder, EmbeddingResult
from parlant.core.nlp.generation import BaseSchematicGenerator, BaseStreamingTextGenerator, SchematicGenerationResult, T
from parlant.core.nlp.generation_info import GenerationInfo, UsageInfo
from parlant.core.nlp.moderation import ModerationCheck, ModerationService
from parlant.core.nlp.service import NLPService
from parlant.core.nlp.tokenization import ZeroEstimatingTokenizer
from parlant.core.tracer import Tracer

USAGE = UsageInfo(input_tokens=0, output_tokens=0)


def last_message(prompt):
    """The customer's newest message, as the prompt quotes it."""
    text = prompt if isinstance(prompt, str) else prompt.build()
    found = re.findall(r'"event_source": "user".*?"message": ("(?:[^"\\]|\\.)*")', text, re.DOTALL)
    return json.loads(found[-1]) if found else ""


async def answer(agent, prompt):
    """What the stub says, after the pause that it was asked for."""
    heard = last_message(prompt)
    if pause := re.search(r"pause (\d+(?:\.\d+)?)", heard):
        await asyncio.sleep(float(pause[1]))
    if "break" in heard:
        raise RuntimeError("the model is broken, and this text is for nobody's eyes")
    return f"{agent} heard: {heard}"


class Words(BaseSchematicGenerator[T]):
    id = "stub"
    max_tokens = 100_000
    tokenizer = ZeroEstimatingTokenizer()
    agent = ""

    async def do_generate(self, prompt, hints={}):
        content = self.schema.model_construct()
        if self.schema is CannedResponseDraftSchema:
            content = CannedResponseDraftSchema(
                last_message_of_user=last_message(prompt), guidelines=[], response_body=await answer(self.agent, prompt))
        elif self.schema is CannedResponsePreambleSchema:
            content = CannedResponsePreambleSchema(preamble="One moment.")
        return SchematicGenerationResult(
            content=content,
            info=GenerationInfo(schema_name=self.schema.__name__, model=self.id, duration=0, usage=USAGE))


class Stream(BaseStreamingTextGenerator):
    id = "stub"
    tokenizer = ZeroEstimatingTokenizer()
    agent = ""

    async def do_generate(self, prompt, hints={}):
        async def pieces():
            for word in re.findall(r"\S+\s*", await answer(self.agent, prompt)):
                yield word
                await asyncio.sleep(0.05)
            yield None

        return pieces(), lambda: USAGE


class Vectors(BaseEmbedder):
    id = "stub"
    max_tokens = 100_000
    dimensions = 4
    tokenizer = ZeroEstimatingTokenizer()

    # Parlant's container makes it by the types that stand here.
    def __init__(self, logger: Logger, tracer: Tracer, meter: Meter):
        super().__init__(logger, tracer, meter, "stub")

    async def do_embed(self, texts, hints={}):
        return EmbeddingResult(vectors=[[1.0, 0.0, 0.0, 0.0] for _ in texts])


class NoModeration(ModerationService):
    async def moderate_customer(self, context):
        return ModerationCheck(flagged=False, tags=[])


class Stub(NLPService):
    def __init__(self, container, agent, streams):
        self.parts = (container[Logger], container[Tracer], container[Meter])
        self.agent = agent
        self.streams = streams

    @property
    def supports_streaming(self):
        return self.streams

    async def get_schematic_generator(self, t, hints={}):
        generator = Words[t](*self.parts, "stub")
        generator.agent = self.agent
        return generator

    async def get_streaming_text_generator(self, hints={}):
        generator = Stream(*self.parts, "stub")
        generator.agent = self.agent
        return generator

    async def get_embedder(self, hints={}):
        return Vectors(*self.parts)

    async def get_moderation_service(self):
        return NoModeration()


async def main():
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("port", type=int)
    reader.add_argument("agent")
    reader.add_argument("--stream", action="store_true")
    options = reader.parse_args()

    async with p.Server(
        host="127.0.0.1", port=options.port, tool_service_port=options.port + 1000, log_level=p.LogLevel.WARNING,
        nlp_service=lambda container: Stub(container, options.agent, options.stream),
    ) as server:
        await server.create_agent(
            name=options.agent, description="Says what it was told.", id=options.agent,
            output_mode=p.OutputMode.STREAM if options.stream else p.OutputMode.BLOCK)


asyncio.run(main())
