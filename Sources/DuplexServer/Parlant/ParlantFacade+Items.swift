import DuplexCore
import DuplexRuntime
import DuplexTransport

/// What can be asked of agents and of customers alike.
extension ParlantFacade {
    var agentRoutes: [Route] {
        [
            route("GET", "/agents", "Lists the agents.", answers: [200: "The agents."]) { call in
                agents.all(of: call.principal) { result in
                    call.reply(result.map { Answer(status: 200, json: .array($0.map(\.json))) })
                }
            },
            route("POST", "/agents", "Makes an agent.", body: ParlantParameters.newAgent, answers: [201: "The agent."]) {
                call throws(ParlantProblem) in
                let agent = try ParlantAgent(creating: call.request.body, newID: context.ids.next())
                try context.sessionLimiter.take(for: call)
                agents.add(agent, of: call.principal) { call.reply($0.map { Answer(status: 201, json: $0.json) }) }
            },
        ] + itemRoutes("/agents/{item}", of: agents, change: ParlantParameters.agentChange)
    }

    var customerRoutes: [Route] {
        [
            route(
                "GET", "/customers", "Lists the customers.", query: ParlantParameters.page,
                answers: [200: "The customers, or a page of them."]
            ) { call throws(ParlantProblem) in
                var fields = ParlantFields(query: try call.items())
                let page = ParlantPage(&fields)
                try fields.check()
                customers.all(of: call.principal) { result in
                    let body = result.map { items in
                        page.answer(items, place: { .init(created: $0.created, id: $0.id) }, render: { $0.json })
                    }
                    call.reply(body.map { Answer(status: 200, json: $0) })
                }
            },
            route(
                "POST", "/customers", "Makes a customer.", body: ParlantParameters.newCustomer,
                answers: [201: "The customer."]
            ) { call throws(ParlantProblem) in
                let customer = try ParlantCustomer(
                    creating: call.request.body, at: context.wall.now, newID: context.ids.next())
                try context.sessionLimiter.take(for: call)
                customers.add(customer, of: call.principal) {
                    call.reply($0.map { Answer(status: 201, json: $0.json) })
                }
            },
        ] + itemRoutes("/customers/{item}", of: customers, change: ParlantParameters.customerChange)
    }

    private func itemRoutes<Item>(
        _ path: PathPattern, of shelf: ParlantShelf<Item>, change: [DeclaredField]
    ) -> [Route] {
        [
            route("GET", path, "Shows one.", answers: [200: "It."]) { call in
                shelf.find(call.place("item"), of: call.principal) {
                    call.reply($0.map { Answer(status: 200, json: $0.json) })
                }
            },
            route("PATCH", path, "Changes one.", body: change, answers: [200: "What it is now."]) { call in
                shelf.change(call.place("item"), of: call.principal, call.request.body) {
                    call.reply($0.map { Answer(status: 200, json: $0.json) })
                }
            },
            route("DELETE", path, "Deletes one.", answers: [204: "It is gone."]) { call in
                shelf.remove(call.place("item"), of: call.principal) { call.reply($0.map { .noContent }) }
            },
        ]
    }
}
