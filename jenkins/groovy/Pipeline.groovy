import org.codehaus.groovy.ast.ClassNode
import org.codehaus.groovy.classgen.GeneratorContext
import org.codehaus.groovy.control.CompilePhase
import org.codehaus.groovy.control.CompilerConfiguration
import org.codehaus.groovy.control.SourceUnit
import org.codehaus.groovy.control.customizers.CompilationCustomizer

/** Reads a Jenkinsfile with Groovy's own parser, as Jenkins does. */
class Pipeline {
  /** The block `pipeline`. Throws Refused where it has what Grammar does not. */
  static Block parse(String text) {
    def check = new Check()
    def configuration = new CompilerConfiguration()
    configuration.addCompilationCustomizers(new CompilationCustomizer(CompilePhase.CONVERSION) {
      void call(SourceUnit source, GeneratorContext context, ClassNode node) {
        // A script without any statement has none to look at.
        if (node.isScript()) check.file(source.AST.statementBlock)
      }
    })
    Script script
    try {
      script = new GroovyShell(configuration).parse(text, 'Jenkinsfile')
    } finally {
      // Which Groovy may not know either, such as the annotation of a library.
      if (check.refusals) throw new Refused(check.refusals)
    }
    Block pipeline = null
    script.metaClass.pipeline = { Closure body -> pipeline = Block.read(body) }
    script.run()
    pipeline
  }
}
