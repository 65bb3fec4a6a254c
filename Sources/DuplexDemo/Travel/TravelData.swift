/// A flight of the demo.
package struct Flight: Codable, Equatable, Sendable {
    package var number: String

    /// The time of day, as in `07:10`.
    package var departs: String
    package var stops: Int

    /// In euros.
    package var price: Int

    package init(number: String, departs: String, stops: Int, price: Int) {
        self.number = number
        self.departs = departs
        self.stops = stops
        self.price = price
    }
}

/// A hotel of the demo.
package struct Hotel: Codable, Equatable, Sendable {
    package var name: String
    package var area: String
    package var stars: Int

    /// In euros, for one night.
    package var price: Int
}

/// One line of what a search has found.
package protocol TravelOffer: Codable, Equatable, Sendable {
    /// In euros.
    var price: Int { get }

    /// Whether it needs no change on the way; true for what stays where it is.
    var isDirect: Bool { get }

    /// The offer in words.
    var line: String { get }
}

extension Flight: TravelOffer {
    package var isDirect: Bool { stops == 0 }

    package var line: String {
        "\(number) at \(departs), \(stops == 0 ? "direct" : stops == 1 ? "1 stop" : "\(stops) stops"), \(price) EUR"
    }
}

extension Hotel: TravelOffer {
    package var isDirect: Bool { true }
    package var line: String { "\(name), \(area), \(stars) stars, \(price) EUR a night" }
}

/// What the travel demo searches in: made-up offers for real places.
package enum TravelData {
    /// The cities, in the order in which they are offered.
    package static let cities = ["Lisbon", "Oslo", "Kyoto", "Atlantis"]

    /// The flights to each city; no airline answers for Atlantis.
    package static let flights: [String: [Flight]] = [
        "Lisbon": [
            Flight(number: "AZ 114", departs: "06:40", stops: 1, price: 96),
            Flight(number: "MV 520", departs: "07:55", stops: 0, price: 149),
            Flight(number: "KE 731", departs: "10:20", stops: 0, price: 171),
            Flight(number: "AZ 118", departs: "13:05", stops: 1, price: 104),
            Flight(number: "MV 526", departs: "16:30", stops: 0, price: 138),
            Flight(number: "KE 739", departs: "20:45", stops: 2, price: 79),
        ],
        "Oslo": [
            Flight(number: "NF 201", departs: "06:15", stops: 0, price: 118),
            Flight(number: "MV 610", departs: "09:30", stops: 1, price: 87),
            Flight(number: "NF 207", departs: "14:10", stops: 0, price: 132),
            Flight(number: "KE 344", departs: "18:50", stops: 1, price: 92),
            Flight(number: "NF 215", departs: "21:25", stops: 0, price: 109),
        ],
        "Kyoto": [
            Flight(number: "SK 9", departs: "11:00", stops: 1, price: 689),
            Flight(number: "MV 88", departs: "13:40", stops: 1, price: 742),
            Flight(number: "KE 17", departs: "15:15", stops: 2, price: 598),
            Flight(number: "SK 11", departs: "21:50", stops: 1, price: 655),
        ],
    ]

    /// The hotels in each city.
    package static let hotels: [String: [Hotel]] = [
        "Lisbon": [
            Hotel(name: "Casa do Largo", area: "Alfama", stars: 3, price: 92),
            Hotel(name: "Hotel Miramar", area: "Belem", stars: 4, price: 134),
            Hotel(name: "Pensao Azul", area: "Graca", stars: 2, price: 58),
            Hotel(name: "The Tile House", area: "Baixa", stars: 4, price: 151),
            Hotel(name: "Quinta Velha", area: "Lapa", stars: 5, price: 228),
        ],
        "Oslo": [
            Hotel(name: "Fjordgata 7", area: "Sentrum", stars: 4, price: 164),
            Hotel(name: "Birch Inn", area: "Grunerlokka", stars: 3, price: 117),
            Hotel(name: "Harbour Rooms", area: "Aker Brygge", stars: 3, price: 139),
        ],
        "Kyoto": [
            Hotel(name: "Ryokan Matsu", area: "Gion", stars: 4, price: 187),
            Hotel(name: "Station Nine", area: "Shimogyo", stars: 3, price: 84),
            Hotel(name: "Maple Court", area: "Arashiyama", stars: 4, price: 142),
            Hotel(name: "Bamboo Hostel", area: "Nishiki", stars: 2, price: 37),
        ],
        "Atlantis": [
            Hotel(name: "The Sunken Bell", area: "Old Harbour", stars: 5, price: 412),
            Hotel(name: "Coral Court", area: "Third Ring", stars: 4, price: 305),
        ],
    ]
}
