import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilerConfiguration

// Runs a Job DSL script on a stand-in that knows no more names than it is told, and says what was called, as JSON.
// Arguments: the script's file, and one of the names: {name: {names inside its block}}.

class Recorder {
  private final Map names
  final List calls = []

  Recorder(Map names) { this.names = names }

  def methodMissing(String name, Object args) {
    def inside = names[name]
    if (inside == null) throw new MissingMethodException(name, Recorder, args as Object[])
    def (closures, values) = (args as List).split { it instanceof Closure }
    // As Job DSL has it: a block, or one value.
    if (args.size() > 1) throw new IllegalArgumentException("${name} with ${args.size()} arguments")
    def block = new Recorder(inside as Map)
    closures.each { Closure closure ->
      closure.delegate = block
      // Job DSL would look outside of the block as well: no name is meant so here.
      closure.resolveStrategy = Closure.DELEGATE_ONLY
      closure.call()
    }
    calls << [name: name, value: values ? values[0] : null, calls: block.calls]
    null
  }
}

class Jobs extends Recorder {
  Jobs(Map names) { super(names) }

  // At the top a name comes before the block.
  def methodMissing(String name, Object args) {
    if (args.size() == 2) {
      super.methodMissing(name, [args[1]] as Object[])
      calls << (calls.pop() + [value: args[0]])
      return null
    }
    throw new IllegalArgumentException("${name} without a name and a block")
  }
}

def configuration = new CompilerConfiguration(scriptBaseClass: DelegatingScript.name)
def jobs = new Jobs(new JsonSlurper().parse(new File(args[1])) as Map)
def script = new GroovyShell(configuration).parse(new File(args[0])) as DelegatingScript
script.setDelegate(jobs)
script.run()
println JsonOutput.toJson(jobs.calls)
