import DuplexCore

/// An agent or a customer.
protocol ParlantItem: Sendable {
    var id: String { get }
    var name: String { get }

    /// What clients read, and what is stored.
    var json: JSON { get }

    /// Reads the stored form; nil when it is damaged.
    init?(json: JSON)

    /// Changes what a client asks to change.
    mutating func update(_ body: [UInt8]) throws(ParlantProblem)
}

extension ParlantAgent: ParlantItem {}
extension ParlantCustomer: ParlantItem {}

/// The agents or the customers: those that are part of the server, and those that a principal's clients made.
///
/// Every `done` is called once, on any thread.
struct ParlantShelf<Item: ParlantItem>: Sendable {
    typealias Done<Value> = ParlantDocuments.Done<Value>

    private let collection: ParlantDocuments.Collection
    private let builtIn: [Item]
    private let documents: ParlantDocuments

    init(_ collection: ParlantDocuments.Collection, builtIn: [Item], documents: ParlantDocuments) {
        self.collection = collection
        self.builtIn = builtIn
        self.documents = documents
    }

    /// Whether the item is part of the server.
    func isBuiltIn(_ id: String) -> Bool { builtIn.contains { $0.id == id } }

    /// All items, the server's own first.
    func all(of principal: Principal, done: @escaping Done<[Item]>) {
        documents.all(collection, of: principal) { [builtIn] result in
            done(result.map { found in builtIn + found.compactMap { Item(json: $0.json) } })
        }
    }

    /// Finds an item; fails with 404.
    func find(_ id: String, of principal: Principal, done: @escaping Done<Item>) {
        if let item = builtIn.first(where: { $0.id == id }) { return done(.success(item)) }
        documents.read(.init(collection, id, of: principal)) { result in
            done(result.flatMap { $0.flatMap(Item.init(json:)).map(Result.success) ?? .failure(.unknownItem(id)) })
        }
    }

    /// Adds an item; fails with 409 when its id is taken.
    func add(_ item: Item, of principal: Principal, done: @escaping Done<Item>) {
        guard !isBuiltIn(item.id) else { return done(.failure(.taken(item.id))) }
        documents.edit(.init(collection, item.id, of: principal)) { before throws(ParlantProblem) in
            guard before == nil else { throw .taken(item.id) }
            return item.json
        } done: {
            done($0.map { _ in item })
        }
    }

    /// Changes an item as a request's body says.
    func change(_ id: String, of principal: Principal, _ body: [UInt8], done: @escaping Done<Item>) {
        guard !isBuiltIn(id) else { return done(.failure(.builtIn(id))) }
        documents.edit(.init(collection, id, of: principal)) { before throws(ParlantProblem) in
            guard var item = before.flatMap(Item.init(json:)) else { throw .unknownItem(id) }
            try item.update(body)
            return item.json
        } done: {
            done($0.flatMap { $0.flatMap(Item.init(json:)).map(Result.success) ?? .failure(.unknownItem(id)) })
        }
    }

    func remove(_ id: String, of principal: Principal, done: @escaping Done<Void>) {
        guard !isBuiltIn(id) else { return done(.failure(.builtIn(id))) }
        documents.edit(.init(collection, id, of: principal)) { before throws(ParlantProblem) in
            guard before != nil else { throw .unknownItem(id) }
            return nil
        } done: {
            done($0.map { _ in })
        }
    }

    /// Who an item is in a conversation; one that is unknown, or no longer there, is called by its id.
    func participant(
        _ id: String, of principal: Principal, done: @escaping Done<ConversationView.Participant>
    ) {
        find(id, of: principal) { result in
            switch result {
            case .success(let item): done(.success(.init(id: id, displayName: item.name)))
            case .failure(.unknownItem(id)): done(.success(.init(id: id, displayName: id)))
            case .failure(let problem): done(.failure(problem))
            }
        }
    }
}
