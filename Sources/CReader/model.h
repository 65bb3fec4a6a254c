#ifndef DUPLEX_READER_MODEL_H
#define DUPLEX_READER_MODEL_H

#include "reader.h"

enum { LAYERS_MAX = 8 };

// GELU is looked up: from -BEND_MAX to BEND_MAX in BEND_COUNT steps; below it is 0, above it is its argument.
enum { BEND_MAX = 6, BEND_COUNT = 4096 };

/// Rows of int8 numbers, each row with the factor that they are multiplied by.
struct matrix {
    int rows, columns;
    const float *scales;
    const int8_t *numbers;
};

struct norm {
    const float *gain, *shift;
};

/// A matrix that vectors are multiplied by; `wide` has its numbers as the products take them.
struct linear {
    struct matrix matrix;
    const float *bias;
    const int16_t *wide;
};

struct layer {
    struct linear query, key, value, output;
    struct norm after_attention;
    struct linear up, down;
    struct norm after_feed;
};

struct reader {
    struct reader_sizes sizes;
    int width, heads, feed, layer_count, fact_width, head_width;
    const char *vocabulary;
    size_t vocabulary_length;
    struct matrix words, positions, segments, marks;
    struct norm after_embedding;
    struct layer layers[LAYERS_MAX];
    struct linear facts, head, answers;
    float bends[BEND_COUNT + 1];
};

#endif
