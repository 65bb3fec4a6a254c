/// What a run is asked for.
struct Options {
    var isShort = false
    var allowsMissing = false

    /// Only these sections; nil for all.
    var sections: [Section]?
    var date = "unknown"
    var commit = "unknown"
    var markdownPath: String?
    var jsonPath: String?

    /// Where databases and peers keep their files: on the disk that is to be measured.
    var directory = ".build/bench"
    var idleReaderCount: Int { isShort ? 2000 : 10_000 }

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        func value() throws -> String {
            guard let value = rest.popFirst() else { throw BenchError("an option lacks its value") }
            return value
        }
        while let option = rest.popFirst() {
            switch option {
            case "--short": isShort = true
            case "--allow-missing": allowsMissing = true
            case "--date": date = try value()
            case "--commit": commit = try value()
            case "--markdown": markdownPath = try value()
            case "--json": jsonPath = try value()
            case "--directory": directory = try value()
            case "--only":
                sections = try value().split(separator: ",").map { name in
                    guard let section = Section(rawValue: String(name)) else {
                        throw BenchError(
                            "\(name) is none of \(Section.allCases.map(\.rawValue).joined(separator: ", "))")
                    }
                    return section
                }
            default: throw BenchError("there is no option \(option)")
            }
        }
    }
}
