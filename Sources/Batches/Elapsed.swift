/// How long after `earlier` `later` is, negative if before; as far as a span reaches.
package func elapsed(from earlier: Timestamp, to later: Timestamp) -> TimeSpan { later - earlier }
