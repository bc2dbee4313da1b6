/// How does intake behave before anything of AWS is there? Queues and buckets on loopback, and
/// somebody who delivers into them as CloudTrail does: for `demo --aws`, for tests and for drills.
///
/// | Stand-in | Program | Good for |
/// |---|---|---|
/// | queues | ElasticMQ | SQS in the AWS JSON protocol, with redrive policies |
/// | buckets | S3Proxy | quick: 1,500 GETs of 2 KB a second on two busy cores; no versions |
/// | buckets with versions | S3Mock | versions; 180 GETs a second on the same; deleting answers the version deleted, not the marker's |
///
/// ## Where the programs are
///
/// They are not libraries of ours and on no class path of ours. The build copies them into a
/// folder, `indexer/target/drill` for tests and `drill` beside `trailseal.jar` in the distribution:
///
/// ```
/// elasticmq/*.jar
/// s3proxy.jar
/// s3mock.jar       for tests only
/// ```
///
/// ## Trust
///
/// They listen on 127.0.0.1 only and check nobody's credentials, so every user of the machine can
/// write into them while they run. What comes out of them is evidence of nothing. The credentials
/// used here are made up: the operator's are never read, because nothing here asks for them.
///
/// ## What ends them
///
/// A stand-in is a child process. It reads its standard input and ends when that does, so it ends
/// with us however we end, `kill -9` included. All it holds is in its memory.
@NullMarked
package io.trailseal.indexer.aws.drill;

import org.jspecify.annotations.NullMarked;
