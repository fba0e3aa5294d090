import org.codehaus.groovy.ast.ASTNode
import org.codehaus.groovy.ast.CodeVisitorSupport
import org.codehaus.groovy.ast.expr.*
import org.codehaus.groovy.ast.stmt.BlockStatement
import org.codehaus.groovy.ast.stmt.ExpressionStatement
import org.codehaus.groovy.ast.stmt.ReturnStatement
import org.codehaus.groovy.ast.stmt.Statement
import org.codehaus.groovy.syntax.Types

/** Compares a parsed Jenkinsfile with Grammar, stages that no build reaches included. */
class Check {
  final List<Map> refusals = []

  void file(BlockStatement file) {
    block('file', file.statements)
    if (file.statements.size() != 1) refuse(file, 'anything beside one `pipeline { … }`')
  }

  private void refuse(ASTNode at, String what) {
    refusals << [line: at.lineNumber, what: what]
  }

  private void block(String kind, List<Statement> statements) {
    def names = []
    for (statement in statements) {
      def call = expression(statement)
      if (!(call instanceof MethodCallExpression) || !call.implicitThis || !(call.method instanceof ConstantExpression)) {
        refuse(statement, "a statement of Groovy in ${kind}")
        continue
      }
      def form = Grammar.BLOCKS[kind][call.methodAsString]
      if (form == null) {
        refuse(call, "`${call.methodAsString}` in ${kind}")
        continue
      }
      if (names.contains(call.methodAsString) && !(kind in Grammar.REPEATABLE)) refuse(call, "a second `${call.methodAsString}` in ${kind}")
      names << call.methodAsString
      this.call(call, form)
    }
    for (name in (Grammar.REQUIRED[kind] ?: [])) {
      if (!names.contains(name) && statements) refuse(statements[0], "${kind} without `${name}`")
    }
    if (kind == 'stage' && statements && names.count { it in ['steps', 'stages'] } != 1) {
      refuse(statements[0], 'a stage without exactly one of `steps` and `stages`')
    }
    if (kind == 'not' && statements.size() != 1) refuse(statements[0], '`not` of other than one condition')
  }

  private void call(MethodCallExpression call, Map form) {
    def name = call.methodAsString
    def args = call.arguments instanceof TupleExpression ? call.arguments.expressions : [call.arguments]
    def body = args && args.last() instanceof ClosureExpression ? args.last() as ClosureExpression : null
    def maps = args.findAll { it instanceof MapExpression }
    def plain = args.findAll { !(it instanceof MapExpression) && !it.is(body) }

    def isWord = plain.size() == 1 && plain[0] instanceof VariableExpression && form.words?.contains(plain[0].name)
    if (body != null && !form.block) refuse(call, "`${name}` with a block")
    if (body == null && form.block && !isWord) refuse(call, "`${name}` without a block")
    if (body != null) inside(form.block as String, body, name)

    if (isWord) return
    def isCall = form.calls && plain.size() == 1
    if (isCall) calls(plain[0], form.calls as Map, name)
    else if (plain.size() > 1 || (plain && !form.one)) refuse(call, "these arguments of `${name}`")
    else plain.each { value(it, form, name) }

    def entries = maps.collectMany { (it as MapExpression).mapEntryExpressions }
    def given = entries.collect { it.keyExpression.text }
    for (entry in entries) {
      def key = entry.keyExpression.text
      if (!form.named?.contains(key)) refuse(entry, "`${key}` of `${name}`")
      else value(entry.valueExpression, form, name)
    }
    if (plain && entries) refuse(call, "`${name}` with named and other arguments")
    if (!plain && !entries && !form.none && (form.one || form.named || form.calls)) refuse(call, "`${name}` without an argument")
    if (entries) (form.required ?: []).findAll { !given.contains(it) }.each { refuse(call, "`${name}` without `${it}`") }
  }

  private void inside(String kind, ClosureExpression body, String name) {
    def statements = (body.code as BlockStatement).statements
    if (!statements) refuse(body, "an empty `${name}`")
    else if (kind == Grammar.ASSIGNMENTS) assignments(statements)
    else if (kind == Grammar.GROOVY) body.code.visit(new Names())
    else block(kind, statements)
    if (name == 'not' && statements.size() > 1) refuse(body, '`not` of several conditions')
  }

  private void calls(Expression argument, Map forms, String name) {
    for (one in (argument instanceof ListExpression ? argument.expressions : [argument])) {
      def known = one instanceof MethodCallExpression ? forms[one.methodAsString] : null
      if (known == null) refuse(one, "`${one instanceof MethodCallExpression ? one.methodAsString : one.text}` in `${name}`")
      else call(one as MethodCallExpression, known as Map)
    }
  }

  private void value(Expression value, Map form, String name) {
    if (value instanceof ConstantExpression) return
    if (value instanceof ListExpression && value.expressions.every { it instanceof ConstantExpression }) return
    if (form.texts) value.visit(new Names())
    else refuse(value, "`${name}` of what is not a literal")
  }

  /** `environment { A = 'literal'; B = "${env.A}/x" }`. Jenkins evaluates them in the order of their references. */
  private void assignments(List<Statement> statements) {
    def set = statements.collect { expression(it) }
    set.eachWithIndex { one, index ->
      if (!(one instanceof BinaryExpression) || one.operation.text != '=' || !(one.leftExpression instanceof VariableExpression)) {
        refuse(statements[index], 'other than `NAME = value` in environment')
      } else if (one.rightExpression instanceof MethodCallExpression) {
        refuse(one, "`${one.rightExpression.methodAsString}()` in environment")
      } else if (one.rightExpression instanceof GStringExpression) {
        one.rightExpression.visit(new Names())
        def later = set.drop(index + 1).findAll { it instanceof BinaryExpression }.collect { it.leftExpression.text }
        one.rightExpression.values.findAll { it instanceof PropertyExpression && it.propertyAsString in later }.each {
          refuse(it, "`${it.text}` above where it is set")
        }
      } else if (!(one.rightExpression instanceof ConstantExpression)) {
        refuse(one, 'a variable of environment that is no string')
      }
    }
  }

  private static Expression expression(Statement statement) {
    statement instanceof ExpressionStatement || statement instanceof ReturnStatement ? statement.expression : null
  }

  /** Of names, Groovy code may use `env` and `params`; of methods, those that only look at a text; it changes nothing. */
  private class Names extends CodeVisitorSupport {
    void visitMethodCallExpression(MethodCallExpression call) {
      def name = call.methodAsString
      if (call.implicitThis || !(name in Grammar.METHODS)) Check.this.refuse(call, "`${name ?: call.text}` in an expression")
      if (!call.implicitThis) call.objectExpression.visit(this)
      call.arguments.visit(this)
    }

    void visitVariableExpression(VariableExpression variable) {
      if (!(variable.name in ['env', 'params'])) Check.this.refuse(variable, "the name `${variable.name}` in an expression")
    }

    void visitBinaryExpression(BinaryExpression binary) {
      if (Types.ofType(binary.operation.type, Types.ASSIGNMENT_OPERATOR)) Check.this.refuse(binary, 'an assignment in an expression')
      super.visitBinaryExpression(binary)
    }

    void visitConstructorCallExpression(ConstructorCallExpression call) {
      Check.this.refuse(call, "`${call.text}` in an expression")
    }

    void visitClosureExpression(ClosureExpression closure) { Check.this.refuse(closure, 'a closure in an expression') }

    void visitMethodPointerExpression(MethodPointerExpression pointer) {
      Check.this.refuse(pointer, "`${pointer.text}` in an expression")
    }
  }
}
