package io.trailseal.verifier.trail;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every path seen, once, as a tree of member names. Real trails have about 3,000 paths in 29,000
/// events and never quite stop making new ones.
///
/// Records of one kind have their members in one order, so each node remembers what followed it
/// last time; most look-ups are one comparison, and of references at that, because the JSON parser
/// gives the same String for the same name.
final class PathTable {
  /// Seven times what real trails need; a file with more is hostile or not a log.
  static final int NODES_MAX = 20_000;

  /// Of all paths together, so that long names cannot fill the heap either.
  static final int CHARACTERS_MAX = 4_000_000;

  /// Characters; the longest path seen in real events has 150. A longer one is cut and ends in `…`.
  static final int PATH_LENGTH_MAX = 1_000;

  /// One path. What is in a list has the list's own path.
  static final class Node {
    final String name;
    final String path;

    /// The last record in which this was seen as a member of the record itself.
    long seenInRecord = -1;

    private final boolean kept;
    private @Nullable Map<String, Node> members;
    private @Nullable Node firstMember;
    private @Nullable Node follower;

    private Node(String name, String path, boolean kept) {
      this.name = name;
      this.path = path;
      this.kept = kept;
    }

    /// Whether this node is in the table, so that meeting the same path again gives this node.
    boolean isKept() {
      return kept;
    }
  }

  private Node root = new Node("", "", true);
  private int nodes;
  private int characters;

  Node root() {
    return root;
  }

  /// Starts over if there is no room left. To be called between objects only: one hostile file must
  /// not make all later ones slow.
  void clearIfFull() {
    if (nodes >= NODES_MAX || characters >= CHARACTERS_MAX) {
      root = new Node("", "", true);
      nodes = 0;
      characters = 0;
    }
  }

  /// @param previous the member of `parent` that came before this one, null if it is the first
  Node member(Node parent, @Nullable Node previous, String name) {
    Node guess = previous == null ? parent.firstMember : previous.follower;
    if (guess != null && guess.name.equals(name)) {
      return guess;
    }
    Node found = lookUp(parent, name);
    if (found.kept) {
      if (previous == null) {
        parent.firstMember = found;
      } else {
        previous.follower = found;
      }
    }
    return found;
  }

  private Node lookUp(Node parent, String name) {
    Map<String, Node> members = parent.members;
    Node known = members == null ? null : members.get(name);
    if (known != null) {
      return known;
    }
    String path = join(parent.path, name);
    boolean room =
        parent.kept
            && nodes < NODES_MAX
            && characters + name.length() + path.length() <= CHARACTERS_MAX;
    Node added = new Node(name, path, room);
    if (room) {
      if (members == null) {
        members = new HashMap<>();
        parent.members = members;
      }
      members.put(name, added);
      nodes++;
      characters += name.length() + path.length();
    }
    return added;
  }

  private static String join(String parent, String name) {
    if (parent.length() >= PATH_LENGTH_MAX) {
      return parent;
    }
    // Cut before joining: a name may have 50,000 characters.
    String beginning = name.length() > PATH_LENGTH_MAX ? name.substring(0, PATH_LENGTH_MAX) : name;
    String path = parent.isEmpty() ? beginning : parent + "." + beginning;
    if (path.length() < PATH_LENGTH_MAX) {
      return path;
    }
    int cut = PATH_LENGTH_MAX - 1;
    return path.substring(0, Character.isHighSurrogate(path.charAt(cut - 1)) ? cut - 1 : cut) + "…";
  }
}
