import DuplexCore

/// The description of the routes for tools, made from the routes themselves.
///
/// Source: OpenAPI 3.1.0.
enum OpenAPI {
    /// Describes the routes of facades.
    static func document(_ facades: [Facade]) -> JSON {
        var paths = JSONObject()
        var schemas: JSONObject = ["Error": errorSchema]
        for facade in facades {
            schemas[errorName(of: facade)] = facade.refusalSchema ?? errorSchema
            for route in facade.routes {
                var path = paths[route.path.text]?.object ?? [:]
                path[route.method.lowercased()] = operation(route, of: facade)
                paths[route.path.text] = .object(path)
            }
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": "Duplex", "version": "1", "description": "Agents that can be talked to while they work."],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "cookie": ["type": "apiKey", "in": "cookie", "name": "duplex"],
                ],
                "schemas": .object(schemas),
            ],
        ]
    }

    private static func errorName(of facade: Facade) -> String {
        facade.refusalSchema == nil ? "Error" : facade.name.prefix(1).uppercased() + facade.name.dropFirst() + "Error"
    }

    private static func operation(_ route: Route, of facade: Facade) -> JSON {
        var object: JSONObject = ["summary": .string(route.about), "tags": [.string(facade.name)]]
        let places = route.path.places.map { name -> JSON in
            ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let query = route.query.map { field -> JSON in
            [
                "name": .string(field.name), "in": "query", "required": .bool(field.isRequired),
                "description": .string(field.about), "schema": field.schema,
            ]
        }
        if !places.isEmpty || !query.isEmpty { object["parameters"] = .array(places + query) }
        if let body = route.body {
            object["requestBody"] = [
                "required": .bool(body.contains(where: \.isRequired)),
                "content": ["application/json": ["schema": schema(body, isOpen: route.readsItself)]],
            ]
        }
        object["responses"] = .object(responses(route, errorName(of: facade)))
        object["security"] =
            route.scope == nil ? [] : [["token": []], ["cookie": []]]
        return .object(object)
    }

    private static func schema(_ fields: [DeclaredField], isOpen: Bool) -> JSON {
        var properties = JSONObject()
        for field in fields {
            var schema = field.schema.object ?? [:]
            schema["description"] = .string(field.about)
            properties[field.name] = .object(schema)
        }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        if !isOpen { object["additionalProperties"] = false }
        let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { object["required"] = .array(required) }
        return .object(object)
    }

    private static func responses(_ route: Route, _ error: String) -> JSONObject {
        var responses = JSONObject()
        for (status, about) in route.answers.sorted(by: { $0.key < $1.key }) {
            var response: JSONObject = ["description": .string(about)]
            if status < 300, status >= 200, status != 204 {
                var content = JSONObject()
                for type in route.produces { content[type] = [:] }
                response["content"] = .object(content)
            }
            responses[String(status)] = .object(response)
        }
        responses["default"] = [
            "description": "A refusal.",
            "content": ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(error)")]]],
        ]
        return responses
    }

    private static let errorSchema: JSON = [
        "type": "object", "required": ["error"],
        "properties": [
            "error": [
                "type": "object", "required": ["code", "message"],
                "properties": [
                    "code": ["type": "string", "enum": .array(ErrorCode.all.map { .string($0.name) })],
                    "message": ["type": "string"], "details": ["type": "object"],
                ],
            ]
        ],
    ]
}

extension NativeFacade {
    /// The route that describes all routes of this facade, itself included, and of `others`.
    func openAPIRoute(beside own: [Route], _ others: [Facade]) -> Route {
        func route(_ handle: @escaping Route.Handler) -> Route {
            Route(
                "GET", "/openapi.json", scope: nil, "Describes all routes.", answers: [200: "An OpenAPI document."],
                handle: handle)
        }
        let native = Facade(name: Self.name, roots: Self.roots, routes: own + [route { _ in }])
        let bytes = OpenAPI.document([native] + others).bytes
        return route { $0.reply(Answer(status: 200, jsonBytes: bytes)) }
    }
}
