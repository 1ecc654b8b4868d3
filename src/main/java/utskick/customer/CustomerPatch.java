package utskick.customer;

import java.util.List;
import java.util.Map;
import utskick.kernel.Channel;

/// What another program says of a customer, field by field. What it does not name stays as it is.
///
/// @param externalId what that program calls the customer
/// @param texts as in [CustomerEntry#texts], only those that are named; empty takes the value away
/// @param points all contact points of the channels that are named, in their order
public record CustomerPatch(
        String externalId, Map<String, String> texts, Map<Channel, List<CustomerEntry.Point>> points) {

    public CustomerPatch {
        texts = Map.copyOf(texts);
        points = Map.copyOf(points);
    }
}
