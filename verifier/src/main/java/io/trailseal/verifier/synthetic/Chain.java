package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what one account and region delivers, hour after hour. For one thread.
final class Chain {
  /// CloudTrail begins a new file after about a thousand events.
  private static final int EVENTS_PER_FILE = 1_100;

  private static final byte[] RECORDS = ByteDraft.ascii("{\"Records\":[");
  private static final byte[] END = ByteDraft.ascii("]}");
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final ChainPlan plan;
  private final SampleSettings settings;
  private final TrailLayout layout;
  private final Bucket bucket;
  private final SigningKey signer;
  private final Dice dice;
  private final Cast cast;
  private final Pen pen;
  private final ByteDraft draft = new ByteDraft(1 << 16);
  private final Call[] calls;
  private final short[] callByTicket;
  private final Traffic traffic;
  private final Map<Integer, List<Special>> storyByDelivery = new HashMap<>();
  private @Nullable DigestFile previous;
  private SampleSummary summary = new SampleSummary(0, 0, 1, 0, 0, 0, 0);

  /// An event that is not left to chance.
  @SuppressWarnings("ArrayRecordComponent") // bytes to copy, never compared
  private record Special(long second, byte[] event) {}

  Chain(ChainPlan plan, List<StoryScript.Beat> story, Bucket bucket, SigningKey signer) {
    this.plan = plan;
    this.settings = plan.settings();
    this.layout = new TrailLayout(settings);
    this.bucket = bucket;
    this.signer = signer;
    String name = plan.account() + " in " + plan.region();
    this.dice = Dice.of(settings.seed(), "events of " + name);
    Estate estate = new Estate(settings.seed(), plan.account(), plan.region());
    this.cast = new Cast(settings.seed(), estate, plan.begins());
    this.pen = new Pen(draft, dice, estate);
    List<CallBook.Entry> entries =
        CallBook.ENTRIES.stream().filter(entry -> plan.isHome() || !entry.global()).toList();
    this.calls = entries.stream().map(entry -> new Call(entry, estate)).toArray(Call[]::new);
    this.callByTicket = tickets(entries);
    this.traffic = new Traffic(plan, Dice.of(settings.seed(), "traffic of " + name));
    if (plan.isHome()) {
      for (StoryScript.Beat beat : story) {
        if (beat.account().equals(plan.account())) {
          storyByDelivery
              .computeIfAbsent(plan.deliveryOf(beat.second()), _ -> new ArrayList<>())
              .add(new Special(beat.second(), beat.event()));
        }
      }
    }
  }

  /// Each call's number as often as its weight says, so that choosing is one look-up.
  private static short[] tickets(List<CallBook.Entry> entries) {
    short[] tickets = new short[entries.stream().mapToInt(CallBook.Entry::weight).sum()];
    int next = 0;
    for (int i = 0; i < entries.size(); i++) {
      for (int j = 0; j < entries.get(i).weight(); j++) {
        tickets[next++] = (short) i;
      }
    }
    return tickets;
  }

  SampleSummary write(Progress progress) throws IOException {
    try (Gzip gzip = new Gzip()) {
      for (int hour = 0; hour < settings.hours(); hour++) {
        long eventsBefore = summary.events();
        int logFiles = writeHour(hour, gzip);
        progress.wrote(summary.events() - eventsBefore, logFiles + 1);
        if (Thread.currentThread().isInterrupted()) {
          throw new IOException("interrupted while writing a sample");
        }
      }
    }
    return summary;
  }

  private int writeHour(int hour, Gzip gzip) throws IOException {
    long eventsFrom = plan.eventsFrom(hour);
    List<Cast.Begun> begun = cast.beginHour(hour, eventsFrom, dice);
    int[] counts = traffic.deliveries(hour);
    List<DigestFile.LogFile> logFiles = new ArrayList<>();
    for (int i = 0; i < ChainPlan.DELIVERIES_PER_HOUR; i++) {
      long from = eventsFrom + (long) i * ChainPlan.DELIVERY_SECONDS;
      List<Special> specials = new ArrayList<>();
      for (Cast.Begun session : begun) {
        boolean now =
            session.second() >= from && session.second() < from + ChainPlan.DELIVERY_SECONDS;
        // Sessions count as traffic; where there is little of it some go unseen.
        if (now && specials.size() < counts[i]) {
          specials.add(new Special(session.second(), session.origin()));
        }
      }
      List<Special> story =
          storyByDelivery.getOrDefault(hour * ChainPlan.DELIVERIES_PER_HOUR + i, List.of());
      specials.addAll(story);
      int events = counts[i] + story.size();
      summary = summary.plus(new SampleSummary(0, story.size(), 0, 0, 0, 0, 0));
      long delivered = plan.firstDelivery(hour) + (long) i * ChainPlan.DELIVERY_SECONDS;
      writeDelivery(delivered, from, events, specials, gzip, logFiles);
    }
    writeDigest(hour, logFiles, gzip);
    return logFiles.size();
  }

  private void writeDelivery(
      long delivered,
      long from,
      int events,
      List<Special> specials,
      Gzip gzip,
      List<DigestFile.LogFile> logFiles)
      throws IOException {
    int files = Math.ceilDiv(events, EVENTS_PER_FILE);
    int specialsDone = 0;
    int left = events;
    for (int file = 0; file < files; file++) {
      int inFile = left / (files - file);
      long oldest = Long.MAX_VALUE;
      long newest = Long.MIN_VALUE;
      draft.clear();
      draft.put(RECORDS);
      for (int i = 0; i < inFile; i++, left--) {
        if (i > 0) {
          draft.put(',');
        }
        long second;
        int specialsLeft = specials.size() - specialsDone;
        if (specialsLeft > 0 && dice.below(left) < specialsLeft) {
          Special special = specials.get(specialsDone++);
          second = special.second;
          draft.put(special.event);
        } else {
          second = from + dice.below(ChainPlan.DELIVERY_SECONDS);
          calls[callByTicket[dice.below(callByTicket.length)]].writeTo(pen, cast, second);
        }
        oldest = Math.min(oldest, second);
        newest = Math.max(newest, second);
      }
      draft.put(END);
      String key =
          layout.logKey(plan.account(), plan.region(), delivered, dice.text(ALPHANUMERIC, 16));
      byte[] member = gzip.compress(draft.borrow(), draft.length());
      bucket.put(key, member, Map.of());
      logFiles.add(
          new DigestFile.LogFile(
              key, Sha256.of(draft.borrow(), 0, draft.length()), oldest, newest));
      summary = summary.plus(new SampleSummary(inFile, 0, 0, 1, 0, draft.length(), member.length));
    }
  }

  private void writeDigest(int hour, List<DigestFile.LogFile> logFiles, Gzip gzip)
      throws IOException {
    DigestFile digest =
        DigestFile.sign(
            new DigestFile.Contents(
                plan.account(),
                settings.bucket(),
                plan.digestKey(hour),
                plan.from(hour),
                plan.from(hour + 1),
                logFiles,
                previous),
            signer);
    bucket.put(digest.key(), gzip.compress(digest.content()), digest.metadata());
    previous = digest;
    summary = summary.plus(new SampleSummary(0, 0, 0, 0, 1, 0, 0));
  }
}
