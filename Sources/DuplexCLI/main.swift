import Glibc

let environment = Machine.environment
let program = Program(environment: environment, output: Output(environment: environment))
exit(await program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
