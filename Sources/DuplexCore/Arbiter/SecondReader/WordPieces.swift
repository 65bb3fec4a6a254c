import DuplexReader

/// Cuts folded words into the pieces that the text model knows by number.
///
/// Words in Latin letters are cut as WordPiece does (Wu et al. 2016): the longest known piece first. Words in other
/// scripts have no pieces; they are hashed, those of scripts without spaces character by character.
struct WordPieces {
    let model: TextModel
    private let unknown: Int32

    /// A word that is cut into more pieces than this is cut off.
    private static let pieceCountMax = 8
    /// A run of characters without spaces that is longer than this is cut off.
    private static let characterCountMax = 24
    /// How many characters of a word stand for its stem.
    private static let stemLength = 4

    /// The pieces of a model's vocabulary.
    init(_ model: TextModel) {
        self.model = model
        unknown = model.vocabulary[Array("[UNK]".utf8)] ?? 0
    }

    /// The number of a piece that the vocabulary has.
    func number(of piece: StaticString) -> Int32 { model.vocabulary[Array("\(piece)".utf8)] ?? unknown }

    /// The numbers of a folded word's pieces.
    func numbers(of word: ArraySlice<UInt8>) -> [Int32] {
        guard word.contains(where: { $0 >= 0x80 }) else { return cut(Array(word)) }
        let characters = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
        if word.first.map({ (0xE3...0xED).contains($0) }) ?? false {
            return characters.prefix(Self.characterCountMax).map { bucket(of: Array(String($0).utf8)) }
        }
        let stem = String(String.UnicodeScalarView(characters.prefix(Self.stemLength))) + "*"
        return [bucket(of: Array(word)), bucket(of: Array(stem.utf8))]
    }

    private func cut(_ word: [UInt8]) -> [Int32] {
        var numbers: [Int32] = []
        var start = 0
        while start < word.count {
            var end = min(word.count, start + model.pieceLengthMax)
            var found: Int32?
            while end > start {
                let piece = (start == 0 ? [] : Self.continuation) + word[start..<end]
                found = model.vocabulary[piece]
                if found != nil { break }
                end -= 1
            }
            guard let found else { return numbers + [unknown] }
            numbers.append(found)
            start = end
        }
        return Array(numbers.prefix(Self.pieceCountMax))
    }

    private static let continuation = Array("##".utf8)

    /// FNV-1a, so that the numbers are the same in every process and on every machine.
    private func bucket(of bytes: [UInt8]) -> Int32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int32(model.sizes.firstBucket) + Int32((hash ^ hash >> 32) % UInt64(model.sizes.buckets))
    }
}
