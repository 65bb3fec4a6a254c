/// Finds all phrases of a lexicon in a folded text in one pass.
///
/// A phrase is one or more words. `word*` at its end also matches longer words; ` _ ` stands for one to three words.
struct PhraseTrie: Sendable {
    private var nodes: [Node] = [Node(byte: 0)]

    /// Number of words that ` _ ` may stand for.
    private static let gapWordCountMax = 3
    private static let gap: UInt8 = 1

    /// A node of the tree; children are a linked list, so that a node is 64 bytes however many it has.
    private struct Node {
        let byte: UInt8
        var firstChild: Int32 = 0
        var nextSibling: Int32 = 0
        /// What ends here if the word ends here too.
        var closed = CueSet()
        /// What ends here even if the word goes on.
        var open = CueSet()
    }

    /// A phrase that was found.
    struct Match {
        /// Its place in the text's bytes, without the separator at its end.
        let bytes: Range<Int>
        /// What it hints at.
        var cues: CueSet
    }

    /// Adds one phrase, in the syntax above.
    mutating func insert(_ phrase: some StringProtocol, as cue: Cue) {
        var node = 0
        var isOpen = false
        let parts = phrase.split(separator: " ")
        for (place, part) in parts.enumerated() {
            if part == "_" {
                node = child(of: node, by: Self.gap)
                continue
            }
            isOpen = part.last == "*" && place == parts.count - 1
            let folded = FoldedText(isOpen ? part.dropLast() : part)
            for byte in folded.bytes.dropLast() {
                node = child(of: node, by: byte == FoldedText.clauseEnd ? FoldedText.wordEnd : byte)
            }
            if place < parts.count - 1 { node = child(of: node, by: FoldedText.wordEnd) }
        }
        precondition(node != 0, "an empty phrase for \(cue)")
        if isOpen { nodes[node].open.insert(cue) } else { nodes[node].closed.insert(cue) }
    }

    private func next(_ node: Int, _ byte: UInt8) -> Int? {
        var child = Int(nodes[node].firstChild)
        while child != 0 {
            if nodes[child].byte == byte { return child }
            child = Int(nodes[child].nextSibling)
        }
        return nil
    }

    private mutating func child(of node: Int, by byte: UInt8) -> Int {
        if let child = next(node, byte) { return child }
        var child = Node(byte: byte)
        child.nextSibling = nodes[node].firstChild
        nodes[node].firstChild = Int32(nodes.count)
        nodes.append(child)
        return nodes.count - 1
    }

    /// All phrases in a text that are not part of a longer one, in the order of their beginnings.
    ///
    /// "bus stop" hides "stop", "never mind the noise" hides "never mind".
    func matches(in text: FoldedText) -> [Match] {
        var found: [Match] = []
        let bytes = text.bytes
        var isWordStart = true
        var coveredEnd = 0
        for start in bytes.indices {
            let byte = bytes[start]
            if isWordStart || byte.beginsGluedScript {
                var longest: Match?
                walk(bytes, from: start, at: start, node: 0, into: &longest)
                if let match = longest, match.bytes.upperBound > coveredEnd {
                    found.append(match)
                    coveredEnd = match.bytes.upperBound
                }
            }
            isWordStart = byte == FoldedText.wordEnd || byte == FoldedText.clauseEnd
        }
        return found
    }

    private func walk(_ bytes: [UInt8], from start: Int, at first: Int, node firstNode: Int, into longest: inout Match?)
    {
        var node = firstNode
        var place = first
        var isGlued = false
        while true {
            if node != firstNode { note(node, bytes, start..<place, isGlued, into: &longest) }
            if let gap = next(node, Self.gap) { walkGap(bytes, from: start, at: place, node: gap, into: &longest) }
            guard place < bytes.count, let following = next(node, bytes[place]) else { return }
            if !bytes[place].isContinuation { isGlued = bytes[place].beginsGluedScript }
            node = following
            place += 1
        }
    }

    private func note(_ node: Int, _ bytes: [UInt8], _ range: Range<Int>, _ isGlued: Bool, into longest: inout Match?) {
        let following = bytes[range.upperBound]
        var cues = nodes[node].open
        if isGlued || following == FoldedText.wordEnd || following == FoldedText.clauseEnd {
            cues.formUnion(nodes[node].closed)
        }
        if !cues.isEmpty, range.count >= longest?.bytes.count ?? 0 { longest = Match(bytes: range, cues: cues) }
    }

    private func walkGap(_ bytes: [UInt8], from start: Int, at place: Int, node: Int, into longest: inout Match?) {
        var place = place
        for _ in 0..<Self.gapWordCountMax {
            guard
                let end = bytes[place...].firstIndex(where: { $0 == FoldedText.wordEnd || $0 == FoldedText.clauseEnd }),
                bytes[end] == FoldedText.wordEnd
            else { return }
            place = end + 1
            walk(bytes, from: start, at: place, node: node, into: &longest)
        }
    }
}
