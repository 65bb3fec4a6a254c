import DuplexCore

/// CRC-32C, with which every stored row proves that it is what was written.
///
/// Source: RFC 3720, appendix B.4 (polynomial and examples); eight table look-ups for each eight bytes.
struct Checksum {
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum as a column holds it.
    var value: Int { Int(~state) }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { add($0) }
    }

    /// Adds a text and an end that no text contains, so that two texts never pass for two others.
    mutating func add(_ text: String?) {
        guard var text else { return add(byte: 0xFE) }
        text.withUTF8 { add($0) }
        add(byte: 0xFF)
    }

    mutating func add(_ number: Int) {
        withUnsafeBytes(of: Int64(number).littleEndian) { add($0.bindMemory(to: UInt8.self)) }
    }

    private mutating func add(byte: UInt8) {
        state = Self.tables[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
    }

    private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        // SAFETY: every index into the tables is below 8 * 256, every index into the bytes below their count.
        Self.tables.withUnsafeBufferPointer { tables in
            var crc = state
            var index = 0
            while index + 8 <= bytes.count {
                var word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
                word = UInt64(littleEndian: word) ^ UInt64(crc)
                crc = 0
                for table in 0..<8 {
                    crc ^= tables[(7 - table) * 256 + Int(UInt8(truncatingIfNeeded: word))]
                    word >>= 8
                }
                index += 8
            }
            while index < bytes.count {
                crc = tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])] ^ (crc >> 8)
                index += 1
            }
            state = crc
        }
    }

    /// Table `n` at `n * 256`: what a byte does to the checksum when `n` more bytes follow it.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for byte in UInt32(0)..<256 {
            var crc = byte
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
            tables.append(crc)
        }
        for index in 256..<8 * 256 {
            let before = tables[index - 256]
            tables.append(tables[Int(before & 0xFF)] ^ (before >> 8))
        }
        return tables
    }()
}

extension Checksum {
    static func of(_ event: StoredEvent) -> Int {
        var checksum = Checksum()
        checksum.add(event.offset.value)
        checksum.add(event.viewOffset)
        checksum.add(event.viewCount)
        checksum.add(event.kind.description)
        checksum.add(event.source.rawValue)
        checksum.add(event.turn?.value)
        checksum.add(event.lane?.rawValue)
        checksum.add(event.bytes)
        return checksum.value
    }

    static func of(_ record: SessionRecord) -> Int {
        var checksum = Checksum()
        checksum.add(record.id.value)
        checksum.add(record.owner.value)
        checksum.add(record.agent)
        checksum.add(record.customer)
        checksum.add(Int(record.created.microseconds))
        checksum.add(record.document)
        return checksum.value
    }

    static func of(_ cache: FoldCache) -> Int {
        var checksum = Checksum()
        checksum.add(cache.version)
        checksum.add(cache.offset.value)
        checksum.add(cache.state)
        return checksum.value
    }

    static func of(_ document: StoredDocument) -> Int {
        var checksum = Checksum()
        checksum.add(document.id)
        checksum.add(document.bytes)
        return checksum.value
    }
}
