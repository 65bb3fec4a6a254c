/// Finds what somebody who mistyped a word may have meant.
enum NearestWord {
    /// The word with the fewest changed letters; nil when all are too far away to be meant.
    static func to(_ word: String, in words: [String]) -> String? {
        let reach = max(1, word.count / 3)
        let near = words.map { (word: $0, distance: distance(word, $0)) }.filter { $0.distance <= reach }
        return near.min { $0.distance < $1.distance }?.word ?? words.first { !word.isEmpty && $0.hasPrefix(word) }
    }

    /// How many letters must be added, removed, changed or swapped with their neighbour.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left), right = Array(right)
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
