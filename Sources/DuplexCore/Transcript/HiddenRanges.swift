/// Which offsets of a log were taken out of view.
package struct HiddenRanges: Equatable, Sendable {
    /// Sorted, and never touching each other.
    package private(set) var ranges: [ClosedRange<Int>] = []

    package init() {}

    /// Reads the range of an `events.hidden` event, both ends included; nil for other events and for a damaged one.
    package static func range(of event: Event) -> ClosedRange<Int>? {
        guard event.kind == .eventsHidden, let from = event.payload["from"]?.int, let to = event.payload["to"]?.int,
            0 <= from, from <= to
        else { return nil }
        return from...to
    }

    package mutating func insert(_ range: ClosedRange<Int>) {
        var merged = range
        ranges.removeAll { other in
            // Neighbours join as well as overlaps, so the list stays as short as it can be.
            guard other.lowerBound <= merged.upperBound + 1, merged.lowerBound <= other.upperBound + 1 else {
                return false
            }
            merged = min(other.lowerBound, merged.lowerBound)...max(other.upperBound, merged.upperBound)
            return true
        }
        ranges.insert(merged, at: ranges.firstIndex { $0.lowerBound > merged.upperBound } ?? ranges.count)
    }

    package func contains(_ offset: Offset) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < offset.value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(offset.value)
    }
}

extension HiddenRanges {
    package var snapshot: JSON { .array(ranges.map { [.int($0.lowerBound), .int($0.upperBound)] }) }

    package init?(snapshot: JSON) {
        guard let elements = snapshot.array else { return nil }
        for element in elements {
            guard let ends = element.array, ends.count == 2, let from = ends[0].int, let to = ends[1].int, from <= to
            else { return nil }
            insert(from...to)
        }
    }
}
