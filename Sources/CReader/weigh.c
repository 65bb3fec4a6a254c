#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Vectors are rounded to integers of this size before they are multiplied: with int8 weights and at most
// MULTIPLIED_MAX numbers in a vector their sum stays below 2^31.
enum { ROUNDED_MAX = 8191, MULTIPLIED_MAX = 2048 };

// What one message takes: `rows` tokens of `width` numbers each, and room for what is computed of them.
struct room {
    int rows;
    float *state, *query, *key, *value, *mixed, *feed;
    int16_t *rounded;
    float *factors;
};

// Products

// `multiply` sums the products of one row of weights with four rounded vectors that stand `stride` numbers apart; `count`
// is a multiple of 16. Integers, so all three say the same.

typedef void multiply_function(const int16_t *weights, const int16_t *vectors, int stride, int count, int32_t sums[4]);

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void multiply_avx2(const int16_t *weights, const int16_t *vectors, int stride,
                                                          int count, int32_t sums[4]) {
    __m256i sum[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (int place = 0; place < count; place += 16) {
        __m256i weight = _mm256_loadu_si256((const __m256i *)(const void *)(weights + place));
        for (int row = 0; row < 4; row++) {
            __m256i vector = _mm256_loadu_si256((const __m256i *)(const void *)(vectors + row * stride + place));
            sum[row] = _mm256_add_epi32(sum[row], _mm256_madd_epi16(weight, vector));
        }
    }
    __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(sum[0], sum[1]), _mm256_hadd_epi32(sum[2], sum[3]));
    __m128i all = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    _mm_storeu_si128((__m128i *)(void *)sums, all);
}

static void multiply_plain(const int16_t *weights, const int16_t *vectors, int stride, int count, int32_t sums[4]) {
    __m128i sum[4] = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
    for (int place = 0; place < count; place += 8) {
        __m128i weight = _mm_loadu_si128((const __m128i *)(const void *)(weights + place));
        for (int row = 0; row < 4; row++) {
            __m128i vector = _mm_loadu_si128((const __m128i *)(const void *)(vectors + row * stride + place));
            sum[row] = _mm_add_epi32(sum[row], _mm_madd_epi16(weight, vector));
        }
    }
    for (int row = 0; row < 4; row++) {
        int32_t parts[4];
        _mm_storeu_si128((__m128i *)(void *)parts, sum[row]);
        sums[row] = parts[0] + parts[1] + parts[2] + parts[3];
    }
}

static multiply_function *best_multiply(void) { return __builtin_cpu_supports("avx2") ? multiply_avx2 : multiply_plain; }
#else
static void multiply_plain(const int16_t *weights, const int16_t *vectors, int stride, int count, int32_t sums[4]) {
    for (int row = 0; row < 4; row++) {
        int32_t sum = 0;
        for (int place = 0; place < count; place++) sum += (int32_t)weights[place] * vectors[row * stride + place];
        sums[row] = sum;
    }
}

static multiply_function *best_multiply(void) { return multiply_plain; }
#endif

/// Rounds a vector; returns the factor that gives its numbers back.
static float round_vector(const float *vector, int count, int16_t *rounded) {
    float largest = 1e-9f;
    for (int place = 0; place < count; place++) {
        float size = fabsf(vector[place]);
        largest = size > largest ? size : largest;
    }
    float scale = ROUNDED_MAX / largest;
    for (int place = 0; place < count; place++) {
        float number = vector[place] * scale;
        rounded[place] = (int16_t)(number < 0 ? number - 0.5f : number + 0.5f);
    }
    return largest / ROUNDED_MAX;
}

/// `out[row] = linear(in[row])` for each of `rows` vectors, whose length is a multiple of 16.
static void apply(const struct linear *linear, const float *in, int rows, float *out, struct room *room) {
    int columns = linear->matrix.columns, size = linear->matrix.rows;
    int full = (rows + 3) & ~3;
    for (int row = 0; row < rows; row++) {
        room->factors[row] = round_vector(in + row * columns, columns, room->rounded + row * columns);
    }
    memset(room->rounded + rows * columns, 0, (size_t)((full - rows) * columns) * sizeof(int16_t));
    multiply_function *multiply = best_multiply();
    for (int place = 0; place < size; place++) {
        for (int row = 0; row < rows; row += 4) {
            int32_t sums[4];
            multiply(linear->wide + place * columns, room->rounded + row * columns, columns, columns, sums);
            for (int part = 0; part < 4 && row + part < rows; part++) {
                out[(row + part) * size + place] =
                    linear->bias[place] + (float)sums[part] * linear->matrix.scales[place] * room->factors[row + part];
            }
        }
    }
}

// The parts of the model

static void add_row(const struct matrix *matrix, int row, float *to) {
    const int8_t *numbers = matrix->numbers + (size_t)row * (size_t)matrix->columns;
    for (int place = 0; place < matrix->columns; place++) to[place] += matrix->scales[row] * (float)numbers[place];
}

static void normalize(const struct norm *norm, float *vector, int width) {
    float mean = 0, spread = 0;
    for (int place = 0; place < width; place++) mean += vector[place];
    mean /= (float)width;
    for (int place = 0; place < width; place++) spread += (vector[place] - mean) * (vector[place] - mean);
    float factor = 1 / sqrtf(spread / (float)width + 1e-12f);
    for (int place = 0; place < width; place++) {
        vector[place] = (vector[place] - mean) * factor * norm->gain[place] + norm->shift[place];
    }
}

/// Turns numbers into shares that add up to 1.
static void share(float *numbers, int count) {
    float largest = numbers[0], sum = 0;
    for (int place = 1; place < count; place++) largest = numbers[place] > largest ? numbers[place] : largest;
    for (int place = 0; place < count; place++) sum += numbers[place] = expf(numbers[place] - largest);
    for (int place = 0; place < count; place++) numbers[place] /= sum;
}

static void embed(const struct reader *reader, const struct reader_input *input, struct room *room) {
    size_t width = (size_t)reader->width;
    memset(room->state, 0, (size_t)room->rows * width * sizeof(float));
    for (int row = 0; row < room->rows; row++) {
        float *vector = room->state + (size_t)row * width;
        add_row(&reader->words, input->tokens[row], vector);
        add_row(&reader->positions, row, vector);
        add_row(&reader->segments, row < input->context_count ? 0 : 1, vector);
    }
    for (int mark = 0; mark < input->mark_count; mark++) {
        add_row(&reader->marks, input->marks[2 * mark + 1], room->state + (size_t)input->marks[2 * mark] * width);
    }
    for (int row = 0; row < room->rows; row++) {
        normalize(&reader->after_embedding, room->state + (size_t)row * width, reader->width);
    }
}

/// Each token takes from the others what it looks for in them.
static void attend(const struct reader *reader, struct room *room) {
    int width = reader->width, size = width / reader->heads;
    float scores[512], scale = 1 / sqrtf((float)size);
    for (int head = 0; head < reader->heads; head++) {
        for (int row = 0; row < room->rows; row++) {
            const float *query = room->query + row * width + head * size;
            float *mixed = room->mixed + row * width + head * size;
            for (int other = 0; other < room->rows; other++) {
                const float *key = room->key + other * width + head * size;
                float sum = 0;
                for (int place = 0; place < size; place++) sum += query[place] * key[place];
                scores[other] = sum * scale;
            }
            share(scores, room->rows);
            memset(mixed, 0, (size_t)size * sizeof *mixed);
            for (int other = 0; other < room->rows; other++) {
                const float *value = room->value + other * width + head * size;
                for (int place = 0; place < size; place++) mixed[place] += scores[other] * value[place];
            }
        }
    }
}

static void add_and_normalize(const struct norm *norm, const float *from, struct room *room, int width) {
    for (int row = 0; row < room->rows; row++) {
        float *vector = room->state + row * width;
        for (int place = 0; place < width; place++) vector[place] += from[row * width + place];
        normalize(norm, vector, width);
    }
}

/// GELU (Hendrycks and Gimpel 2016): between the table's entries on a straight line.
static void bend(const struct reader *reader, float *number) {
    float place = (*number + BEND_MAX) * (BEND_COUNT / (2.0f * BEND_MAX));
    if (place <= 0) {
        *number = 0;
    } else if (place < BEND_COUNT) {
        int entry = (int)place;
        float before = reader->bends[entry], after = reader->bends[entry + 1];
        *number = before + (after - before) * (place - (float)entry);
    }
}

static void pass(const struct reader *reader, const struct layer *layer, struct room *room) {
    int width = reader->width;
    apply(&layer->query, room->state, room->rows, room->query, room);
    apply(&layer->key, room->state, room->rows, room->key, room);
    apply(&layer->value, room->state, room->rows, room->value, room);
    attend(reader, room);
    apply(&layer->output, room->mixed, room->rows, room->query, room);
    add_and_normalize(&layer->after_attention, room->query, room, width);
    apply(&layer->up, room->state, room->rows, room->feed, room);
    for (int place = 0; place < room->rows * reader->feed; place++) bend(reader, room->feed + place);
    apply(&layer->down, room->feed, room->rows, room->query, room);
    add_and_normalize(&layer->after_feed, room->query, room, width);
}

static void keep_positive(float *numbers, int count) {
    for (int place = 0; place < count; place++) numbers[place] = numbers[place] > 0 ? numbers[place] : 0;
}

/// From the first token, the mean of the message's tokens and the facts to the answers.
static void conclude(const struct reader *reader, const struct reader_input *input, struct room *room, float *weights) {
    int width = reader->width;
    float *joined = room->feed, *inner = room->query;
    memcpy(joined, room->state, (size_t)width * sizeof *joined);
    memset(joined + width, 0, (size_t)width * sizeof *joined);
    for (int row = input->context_count; row < room->rows; row++) {
        for (int place = 0; place < width; place++) {
            joined[width + place] += room->state[row * width + place] / (float)(room->rows - input->context_count);
        }
    }
    apply(&reader->facts, input->facts, 1, joined + 2 * width, room);
    keep_positive(joined + 2 * width, reader->fact_width);
    apply(&reader->head, joined, 1, inner, room);
    keep_positive(inner, reader->head_width);
    apply(&reader->answers, inner, 1, weights, room);
    share(weights, reader->sizes.answers);
}

static int is_in_range(const struct reader *reader, const struct reader_input *input) {
    const struct reader_sizes *sizes = &reader->sizes;
    if (input->token_count > sizes->tokens || input->token_count > 512) return 0;
    if (input->context_count < 1 || input->context_count >= input->token_count) return 0;
    for (int place = 0; place < input->token_count; place++) {
        if (input->tokens[place] < 0 || input->tokens[place] >= sizes->words + sizes->buckets) return 0;
    }
    for (int mark = 0; mark < input->mark_count; mark++) {
        if (input->marks[2 * mark] < 0 || input->marks[2 * mark] >= input->token_count) return 0;
        if (input->marks[2 * mark + 1] < 0 || input->marks[2 * mark + 1] >= sizes->marks) return 0;
    }
    return 1;
}

int reader_weigh(const struct reader *reader, const struct reader_input *input, float *weights) {
    if (!is_in_range(reader, input)) return -1;
    size_t rows = ((size_t)input->token_count + 3) & ~(size_t)3, width = (size_t)reader->width;
    size_t feed = (size_t)reader->feed;
    size_t floats = rows * (5 * width + feed) + rows;
    float *memory = malloc(floats * sizeof(float) + rows * MULTIPLIED_MAX * sizeof(int16_t));
    if (memory == NULL) return -1;
    struct room room = {input->token_count,          memory,
                        memory + rows * width,       memory + 2 * rows * width,
                        memory + 3 * rows * width,   memory + 4 * rows * width,
                        memory + 5 * rows * width,   (int16_t *)(void *)(memory + floats),
                        memory + floats - rows};
    embed(reader, input, &room);
    for (int place = 0; place < reader->layer_count; place++) pass(reader, &reader->layers[place], &room);
    conclude(reader, input, &room, weights);
    free(memory);
    return 0;
}
