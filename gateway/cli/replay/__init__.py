"""`ordergraph replay`: deliveries that were kept, mapped once more."""
