import java.util.regex.Pattern

/**
 * Label expressions: names, `!`, `&&`, `||` and brackets.
 * https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/#node-allocate-node
 */
class Labels {
  private static final Pattern TOKEN = ~/\s*(&&|\|\||!|\(|\)|[\w.-]+)/
  private final List<String> tokens = []
  private final String text
  private Collection<String> labels

  Labels(String text) {
    this.text = text
    def matcher = TOKEN.matcher(text)
    int end = 0
    while (end < text.trim().length() && matcher.find(end) && matcher.start() == end) {
      tokens << matcher.group(1)
      end = matcher.end()
    }
    if (text.substring(end).trim()) throw new Refused([[line: 0, what: "the label expression `${text}`" as String]])
  }

  boolean match(Collection<String> labels) {
    this.labels = labels
    def rest = new LinkedList<String>(tokens)
    def result = or(rest)
    if (rest) throw new Refused([[line: 0, what: "the label expression `${text}`" as String]])
    result
  }

  private boolean or(LinkedList<String> rest) {
    boolean result = and(rest)
    while (rest.peek() == '||') { rest.removeFirst(); boolean right = and(rest); result = result || right }
    result
  }

  private boolean and(LinkedList<String> rest) {
    boolean result = not(rest)
    while (rest.peek() == '&&') { rest.removeFirst(); boolean right = not(rest); result = result && right }
    result
  }

  private boolean not(LinkedList<String> rest) {
    def token = rest ? rest.removeFirst() : ')'
    if (token == '!') return !not(rest)
    if (token == '(') {
      def result = or(rest)
      if (rest.poll() == ')') return result
    } else if (token ==~ /[\w.-]+/) return labels.contains(token)
    throw new Refused([[line: 0, what: "the label expression `${text}`" as String]])
  }
}
