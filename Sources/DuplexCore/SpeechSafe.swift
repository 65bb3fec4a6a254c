extension String {
    /// The text with plain signs in the place of those that voices stumble over: curly quotes, long dashes, the ellipsis
    /// and unusual spaces.
    ///
    /// Each sign is replaced by itself, so pieces of a text can be replaced one by one.
    public var speechSafe: String {
        var output = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let replacement = Self.plainSigns[scalar] {
                output.append(contentsOf: replacement.unicodeScalars)
            } else {
                output.append(scalar)
            }
        }
        return String(output)
    }

    private static let plainSigns: [Unicode.Scalar: String] = {
        let signs: [(String, String)] = [
            ("\u{2018}\u{2019}\u{201A}\u{201B}\u{2039}\u{203A}", "'"),
            ("\u{201C}\u{201D}\u{201E}\u{201F}\u{00AB}\u{00BB}", "\""),
            ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}", "-"), ("\u{2026}", "..."),
            ("\u{00A0}\u{2007}\u{2009}\u{202F}", " "),
        ]
        return signs.reduce(into: [:]) { table, entry in
            for scalar in entry.0.unicodeScalars { table[scalar] = entry.1 }
        }
    }()
}
