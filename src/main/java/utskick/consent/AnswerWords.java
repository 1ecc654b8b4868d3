package utskick.consent;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The words that the shop has added to those that every shop obeys in answers ([StopWords]): its own ways to say stop,
/// and to say that one wants back in, such as a campaign's `JA`.
public final class AnswerWords {

    /// Letters of a word at most.
    static final int LONGEST = 30;

    private final JdbcClient jdbc;
    private final Clock clock;

    AnswerWords(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// One added word.
    ///
    /// @param text as it was typed
    /// @param skeleton as answers are compared with it
    public record Word(String text, String skeleton, boolean start) {}

    /// What became of adding one.
    enum Added {
        DONE,
        /// Not one word of letters and digits.
        NO_WORD,
        /// Every shop obeys it already, or this one does.
        KNOWN
    }

    /// All by text.
    List<Word> all() {
        return jdbc.sql(
                        "SELECT text, skeleton, meaning = 'start' AS start FROM consent.answer_word ORDER BY lower(text)")
                .query((row, _) -> new Word(row.getString("text"), row.getString("skeleton"), row.getBoolean("start")))
                .list();
    }

    /// The same for reading answers.
    StopWords.Own own() {
        var words = all();
        return new StopWords.Own(skeletons(words, false), skeletons(words, true));
    }

    private static Set<String> skeletons(List<Word> words, boolean start) {
        return words.stream()
                .filter(word -> word.start() == start)
                .map(Word::skeleton)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Takes a word from the next answer on.
    Added add(String typed, boolean start, String actor) {
        String text = typed.strip();
        String skeleton = text.length() > LONGEST ? "" : StopWords.word(text);
        if (skeleton.isEmpty()) {
            return Added.NO_WORD;
        }
        if (StopWords.isStop(skeleton) || StopWords.isStart(skeleton)) {
            return Added.KNOWN;
        }
        int added = jdbc.sql("""
                INSERT INTO consent.answer_word (skeleton, text, meaning, actor, created_at)
                VALUES (:skeleton, :text, :meaning, :actor, :now)
                ON CONFLICT DO NOTHING
                """)
                .param("skeleton", skeleton)
                .param("text", text)
                .param("meaning", start ? "start" : "stop")
                .param("actor", actor)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return added == 1 ? Added.DONE : Added.KNOWN;
    }

    /// Obeys an added word no longer.
    void remove(String skeleton) {
        jdbc.sql("DELETE FROM consent.answer_word WHERE skeleton = :skeleton")
                .param("skeleton", skeleton)
                .update();
    }
}
