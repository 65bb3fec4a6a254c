#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

// The sizes as int32, the vocabulary, then the tensors in the order in which they are taken here. All begin at multiples
// of four bytes; numbers are little-endian, as on every machine that Swift runs on.
#pragma clang diagnostic ignored "-Wc23-extensions"
_Alignas(16) static const unsigned char file[] = {
#embed "reader.bin"
};

struct cursor {
    const unsigned char *place;
    int is_short_of_memory;
};

static const void *take(struct cursor *cursor, size_t length) {
    const void *start = cursor->place;
    cursor->place += (length + 3) & ~(size_t)3;
    return start;
}

static int32_t take_int(struct cursor *cursor) {
    int32_t number;
    memcpy(&number, take(cursor, sizeof number), sizeof number);
    return number;
}

static const float *take_floats(struct cursor *cursor, int count) {
    return take(cursor, (size_t)count * sizeof(float));
}

static struct norm take_norm(struct cursor *cursor, int width) {
    const float *gain = take_floats(cursor, width);
    return (struct norm){gain, take_floats(cursor, width)};
}

static struct matrix take_matrix(struct cursor *cursor, int rows, int columns) {
    const float *scales = take_floats(cursor, rows);
    return (struct matrix){rows, columns, scales, take(cursor, (size_t)rows * (size_t)columns)};
}

static struct linear take_linear(struct cursor *cursor, int rows, int columns) {
    struct matrix matrix = take_matrix(cursor, rows, columns);
    const float *bias = take_floats(cursor, rows);
    size_t count = (size_t)rows * (size_t)columns;
    int16_t *wide = malloc(count * sizeof *wide);
    if (wide == NULL) {
        cursor->is_short_of_memory = 1;
    } else {
        for (size_t place = 0; place < count; place++) wide[place] = matrix.numbers[place];
    }
    return (struct linear){matrix, bias, wide};
}

static struct layer take_layer(struct cursor *cursor, int width, int feed) {
    struct layer layer;
    layer.query = take_linear(cursor, width, width);
    layer.key = take_linear(cursor, width, width);
    layer.value = take_linear(cursor, width, width);
    layer.output = take_linear(cursor, width, width);
    layer.after_attention = take_norm(cursor, width);
    layer.up = take_linear(cursor, feed, width);
    layer.down = take_linear(cursor, width, feed);
    layer.after_feed = take_norm(cursor, width);
    return layer;
}

const struct reader *reader_open(void) {
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return NULL;
    struct cursor cursor = {file, 0};
    reader->sizes.tokens = take_int(&cursor);
    reader->sizes.words = take_int(&cursor);
    reader->sizes.buckets = take_int(&cursor);
    reader->sizes.marks = take_int(&cursor);
    reader->sizes.facts = take_int(&cursor);
    reader->sizes.answers = take_int(&cursor);
    reader->width = take_int(&cursor);
    reader->heads = take_int(&cursor);
    reader->feed = take_int(&cursor);
    reader->layer_count = take_int(&cursor);
    reader->fact_width = take_int(&cursor);
    reader->head_width = take_int(&cursor);
    reader->vocabulary_length = (size_t)take_int(&cursor);
    reader->vocabulary = take(&cursor, reader->vocabulary_length);

    int width = reader->width;
    reader->words = take_matrix(&cursor, reader->sizes.words + reader->sizes.buckets, width);
    reader->positions = take_matrix(&cursor, reader->sizes.tokens, width);
    reader->segments = take_matrix(&cursor, 2, width);
    reader->marks = take_matrix(&cursor, reader->sizes.marks, width);
    reader->after_embedding = take_norm(&cursor, width);
    for (int place = 0; place < reader->layer_count; place++) {
        reader->layers[place] = take_layer(&cursor, width, reader->feed);
    }
    reader->facts = take_linear(&cursor, reader->fact_width, reader->sizes.facts);
    reader->head = take_linear(&cursor, reader->head_width, 2 * width + reader->fact_width);
    reader->answers = take_linear(&cursor, reader->sizes.answers, reader->head_width);
    for (int place = 0; place <= BEND_COUNT; place++) {
        double number = place * (2.0 * BEND_MAX / BEND_COUNT) - BEND_MAX;
        reader->bends[place] = (float)(number / 2 * (1 + erf(number / sqrt(2))));
    }
    return cursor.is_short_of_memory ? NULL : reader;
}

struct reader_sizes reader_sizes(const struct reader *reader) { return reader->sizes; }

const char *reader_vocabulary(const struct reader *reader, size_t *length) {
    *length = reader->vocabulary_length;
    return reader->vocabulary;
}
