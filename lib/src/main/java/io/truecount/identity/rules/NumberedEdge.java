package io.truecount.identity.rules;

/** An edge with the numbers of its ends. */
record NumberedEdge(int a, int b, Edge edge) {}
