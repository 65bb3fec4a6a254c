import DuplexCore

extension Result where Failure == StoreError {
    /// The result of a read, with its failure in the port's words.
    init(reading body: () throws -> Success) {
        do {
            self = .success(try body())
        } catch let error as StoreError {
            self = .failure(error)
        } catch let failure as SQLiteFailure {
            self = .failure(failure.storeError)
        } catch {
            self = .failure(.failed("\(error)"))
        }
    }
}
