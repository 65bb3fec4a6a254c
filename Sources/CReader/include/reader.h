/// The arbiter's second reader: a small transformer encoder that says what a message asks of the running work.
///
/// Its weights are part of the library: `reader.bin`, made by `Scripts/arbiter/train.py`, which writes the layout down.
/// Products are sums of integers, so that every machine finds the same ones. No I/O, no clock, no thread of its own.

#ifndef DUPLEX_READER_H
#define DUPLEX_READER_H

#include <stddef.h>
#include <stdint.h>

/// A model, ready to be asked; it does not change, so any number of threads may ask it at once.
struct reader;

/// What the model takes and gives.
struct reader_sizes {
    int32_t tokens;   ///< The longest message with its context, in tokens.
    int32_t words;    ///< Entries of the vocabulary: word pieces.
    int32_t buckets;  ///< Numbers after the vocabulary's, to which words in other scripts are hashed.
    int32_t marks;    ///< What may be known of a token: cues of the lexicon, and where it stands.
    int32_t facts;    ///< What is known of the whole message and of the work's state.
    int32_t answers;  ///< Answers that are weighed.
};

/// A message with its context.
struct reader_input {
    const int32_t *tokens;     ///< Numbers below words + buckets: the context's, then the message's.
    int32_t token_count;       ///< 2...sizes.tokens.
    int32_t context_count;     ///< 1..<token_count.
    const int32_t *marks;      ///< Pairs: the place of a token, and a number below sizes.marks.
    int32_t mark_count;        ///< Number of pairs.
    const float *facts;        ///< sizes.facts numbers.
};

/// Reads the weights; NULL if memory is short. A process does so once: there is no way to give the memory back.
const struct reader *reader_open(void);

struct reader_sizes reader_sizes(const struct reader *reader);

/// The vocabulary: sizes.words entries, each ended by a line feed; `*length` is their length in bytes.
const char *reader_vocabulary(const struct reader *reader, size_t *length);

/// Weighs the answers: `weights` has room for sizes.answers numbers, which become 0...1 and add up to 1.
///
/// Returns 0, or -1 if a number of the input is out of its range or memory is short.
int reader_weigh(const struct reader *reader, const struct reader_input *input, float *weights);

#endif
