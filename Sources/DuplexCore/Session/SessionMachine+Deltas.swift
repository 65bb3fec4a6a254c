/// How streamed words become events.
extension SessionMachine {
    mutating func addDelta(_ text: String, _ message: MessageID, _ index: Int, _ ticket: Ticket) {
        guard live?.runs[index].message?.id == message else { return answer(ticket, .ended) }
        live?.runs[index].message?.text += text
        live?.runs[index].message?.hasDeltas = true
        live?.runs[index].gate.pending += text
        live?.runs[index].gate.hasPending = true
        flushIfDue(index)
        guard let gate = live?.runs[index].gate, gate.pending.utf8.count > limits.deltaByteCountMax else {
            return answer(ticket, .ok)
        }
        live?.runs[index].gate.waiters.append(ticket)
    }

    /// Ends a message. Its text is what was streamed; a message that was not streamed becomes one delta.
    mutating func endMessage(_ message: MessageID, _ text: String, _ index: Int, _ ticket: Ticket) {
        guard let open = live?.runs[index].message, open.id == message else { return answer(ticket, .ended) }
        if !open.hasDeltas {
            live?.runs[index].gate.pending = text
            live?.runs[index].gate.hasPending = true
        }
        flush(index)
        let text = open.hasDeltas ? open.text : text
        live?.runs[index].message = nil
        live?.runs[index].spoken.append(text)
        let payload: JSON = [
            "message": .string(message.value), "parts": [["type": "text", "text": .string(text)]],
        ]
        append(liveEntry(.messageAgent, index, payload: payload))
        answer(ticket, .ok)
    }

    /// The disk has caught up: what was held back meanwhile may go.
    mutating func committed(through offset: Offset) {
        durableCount = offset.next.value
        for place in places.indices {
            guard let turn = places[place] else { continue }
            for index in turn.runs.indices {
                guard let inFlight = turn.runs[index].gate.inFlight, inFlight <= offset else { continue }
                at(place) { machine in
                    machine.live?.runs[index].gate.inFlight = nil
                    machine.flushIfDue(index)
                }
            }
        }
    }

    mutating func deltaTimerFired(_ run: RunID) {
        guard let index = live?.index(of: run) else { return }
        live?.runs[index].gate.isTimerSet = false
        flushIfDue(index)
    }

    private mutating func flushIfDue(_ index: Int) {
        guard let run = live?.runs[index], run.gate.hasPending, run.gate.inFlight == nil else { return }
        let due = run.gate.lastAt.map { $0 + limits.deltaInterval } ?? now
        guard now < due else { return flush(index) }
        guard !run.gate.isTimerSet else { return }
        live?.runs[index].gate.isTimerSet = true
        setTimer(.delta(run.id), after: due - now)
    }

    /// Writes down what is pending, due or not.
    mutating func flush(_ index: Int) {
        guard let run = live?.runs[index], run.gate.hasPending, let message = run.message else { return }
        let payload: JSON = ["message": .string(message.id.value), "text": .string(run.gate.pending)]
        let offset = append(liveEntry(.messageDelta, index, payload: payload))
        var gate = DeltaGate()
        gate.lastAt = now
        gate.inFlight = offset
        gate.isTimerSet = run.gate.isTimerSet
        live?.runs[index].gate = gate
        for waiter in run.gate.waiters { answer(waiter, .ok) }
    }
}
