import CReader

/// The small trained text model that is shipped with the library: a transformer encoder of a few million int8 weights.
///
/// It knows nothing of situations or of actions: it weighs numbered answers for numbered tokens. It needs no
/// network and no file; `Scripts/arbiter` has its data and its training.
package struct TextModel: Sendable {
    // SAFETY: the C library never changes it after it was opened.
    private nonisolated(unsafe) let reader: OpaquePointer

    /// What the model takes and gives.
    package let sizes: Sizes

    /// The numbers of the word pieces; a piece that continues a word begins with "##".
    package let vocabulary: [[UInt8]: Int32]

    /// The longest word piece, in bytes.
    package let pieceLengthMax: Int

    /// How much a model takes and gives.
    package struct Sizes: Sendable {
        /// The longest message with its context, in tokens.
        package let tokens: Int
        /// Numbers of words outside the vocabulary begin here.
        package let firstBucket: Int
        /// How many numbers there are for words outside the vocabulary.
        package let buckets: Int
        /// What may be known of a token.
        package let marks: Int
        /// What is known of the whole message.
        package let facts: Int
        /// Answers that are weighed.
        package let answers: Int
    }

    /// A message and its context, in numbers.
    package struct Input {
        /// The context's tokens, then the message's.
        package var tokens: [Int32] = []
        /// How many of the tokens are context.
        package var contextCount = 0
        /// Pairs of a token's place and a mark.
        package var marks: [Int32] = []
        /// What is known of the whole message; `Sizes.facts` numbers.
        package var facts: [Float] = []

        package init() {}
    }

    /// The model of this process, read at its first use in some ten milliseconds; nil if memory was short.
    package static let shared = TextModel()

    private init?() {
        var length = 0
        guard let reader = reader_open(), let words = reader_vocabulary(reader, &length) else { return nil }
        self.reader = reader
        let counts = reader_sizes(reader)
        sizes = Sizes(
            tokens: Int(counts.tokens),
            firstBucket: Int(counts.words),
            buckets: Int(counts.buckets),
            marks: Int(counts.marks),
            facts: Int(counts.facts),
            answers: Int(counts.answers)
        )
        let bytes = UnsafeRawBufferPointer(start: words, count: length)
        var vocabulary: [[UInt8]: Int32] = [:]
        vocabulary.reserveCapacity(sizes.firstBucket)
        for (number, piece) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            vocabulary[Array(piece)] = Int32(number)
        }
        self.vocabulary = vocabulary
        pieceLengthMax = vocabulary.keys.lazy.map(\.count).max() ?? 0
    }

    /// Weighs the answers for a message: numbers of 0 to 1 that add up to 1; nil if the input is out of its ranges.
    package func weigh(_ input: Input) -> [Float]? {
        guard input.facts.count == sizes.facts, input.tokens.count > 1 else { return nil }
        var weights = [Float](repeating: 0, count: sizes.answers)
        let status = input.tokens.withUnsafeBufferPointer { tokens in
            input.marks.withUnsafeBufferPointer { marks in
                input.facts.withUnsafeBufferPointer { facts in
                    var message = reader_input(
                        tokens: tokens.baseAddress,
                        token_count: Int32(tokens.count),
                        context_count: Int32(input.contextCount),
                        marks: marks.baseAddress,
                        mark_count: Int32(marks.count / 2),
                        facts: facts.baseAddress
                    )
                    return reader_weigh(reader, &message, &weights)
                }
            }
        }
        return status == 0 ? weights : nil
    }
}
