package utskick.kernel;

import java.math.BigDecimal;
import java.util.Currency;

/// An amount with its currency, `475.50 SEK`.
public record Money(BigDecimal amount, Currency currency) {

    public static Money of(String amount, String currency) {
        return new Money(new BigDecimal(amount), Currency.getInstance(currency));
    }

    public Money times(long count) {
        return new Money(amount.multiply(BigDecimal.valueOf(count)), currency);
    }
}
