/// A 128-bit digest for names that must differ, not for secrets: two FNV-1a sums with different starts, mixed.
package struct Digest: Equatable, Sendable {
    private var low: UInt64 = 0xCBF2_9CE4_8422_2325
    private var high: UInt64 = 0x9AE1_6A3B_2F90_404F

    package init(_ text: String) { add(text.utf8) }

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            low = (low ^ UInt64(byte)) &* 0x100_0000_01B3
            high = (high ^ UInt64(byte)) &* 0x100_0000_01B3
            high = high << 31 | high >> 33
        }
    }

    package mutating func add(_ number: UInt64) {
        add((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }

    /// 64 of the digest's bits.
    package var value: UInt64 { Self.mix(low ^ (high << 17 | high >> 47)) }

    /// 32 hexadecimal digits.
    package var hex32: String { Self.hex(Self.mix(low &+ high)) + Self.hex(Self.mix(high ^ 0x5851_F42D_4C95_7F2D)) }

    private static func hex(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    private static func mix(_ number: UInt64) -> UInt64 {
        var mixed = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
