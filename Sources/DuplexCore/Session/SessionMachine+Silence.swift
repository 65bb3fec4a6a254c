/// What the session says for a tool that says nothing: that it still works.
///
/// People who hear nothing for some seconds take the work for dead. The notice is the session's own word, so it is no
/// sign of life: no time limit moves because of it. It repeats what is known and claims no progress.
extension SessionMachine {
    /// The `type` of the `custom` event that speaks for a silent tool.
    package static let silenceNoticeType = "tool.silent"

    /// Begins to listen to a call.
    mutating func listen(to id: CallID) {
        guard let index = live?.index(of: id) else { return }
        let now = now
        live?.calls[index].heardAt = now
        setTimer(.silenceNotice(id), after: limits.silenceNotice)
    }

    /// A run that speaks while its calls work breaks their silence too: people see that something happens.
    mutating func hear(_ run: RunID) {
        guard let calls = live?.calls, !calls.isEmpty else { return }
        let now = now
        for index in calls.indices where calls[index].run == run { live?.calls[index].heardAt = now }
    }

    /// Speaks for a call that has been silent for long enough, and looks again when the next notice could be due.
    mutating func checkSilence(of id: CallID) {
        // A call that was told to stop ends very soon, and its cancel has events of its own.
        guard let turn = live, let index = turn.index(of: id), !turn.calls[index].isTold else { return }
        let call = turn.calls[index]
        let silent = now - call.heardAt
        guard silent >= limits.silenceNotice else {
            return setTimer(.silenceNotice(id), after: limits.silenceNotice - silent)
        }
        append(notice(of: call, silent: silent))
        setTimer(.silenceNotice(id), after: limits.silenceNotice)
    }

    private func notice(of call: LiveCall, silent: Duration) -> Entry {
        let known = fold.calls.last { $0.id == call.shown }
        var more: JSONObject = [
            "type": .string(Self.silenceNoticeType), "percent": .int(call.percent),
            "silent": .int(Int(silent / .seconds(1))),
        ]
        if !call.text.isEmpty { more["text"] = .string(call.text) }
        more["elapsed"] = known?.elapsed(at: wall).map { .int(Int($0 / .seconds(1))) }
        more["estimate"] = known?.estimate(at: wall).map { .int(Int(($0 / .seconds(1)).rounded(.up))) }
        var notice = toolEntry(.custom, call, more)
        notice.source = .system
        return notice
    }
}
