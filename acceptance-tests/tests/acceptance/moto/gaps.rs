//! What moto does not answer at all, answered in front of it: no root volume was ever replaced there.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// The one call that a look at a broker makes and moto has not got.
const MISSING: &str = "Action=DescribeReplaceRootVolumeTasks";
const NONE: &str = "<DescribeReplaceRootVolumeTasksResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
    <requestId>00000000-0000-0000-0000-000000000000</requestId><replaceRootVolumeTaskSet/>\
    </DescribeReplaceRootVolumeTasksResponse>";

/// Stands between a client and moto. Its threads end with the test's process.
pub(super) fn in_front_of(moto: SocketAddr) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let here = listener.local_addr()?;
    std::thread::spawn(move || {
        for client in listener.incoming().filter_map(Result::ok) {
            // A client that hangs up in the middle asks again.
            std::thread::spawn(move || drop(serve(&client, moto)));
        }
    });
    Ok(here)
}

fn serve(client: &TcpStream, moto: SocketAddr) -> io::Result<()> {
    let (head, body) = request(client)?;
    if String::from_utf8_lossy(&body).contains(MISSING) {
        return answer(client, NONE);
    }
    let mut server = TcpStream::connect(moto)?;
    write!(server, "{head}connection: close\r\n\r\n")?;
    server.write_all(&body)?;
    let mut client = client;
    io::copy(&mut server, &mut client).map(drop)
}

/// The lines of a request but for the one about its connection, and its body.
fn request(client: &TcpStream) -> io::Result<(String, Vec<u8>)> {
    let (mut reader, mut head, mut length) = (BufReader::new(client), String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let name = line.split(':').next().unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "\r\n" | "" => break,
            "connection" => continue,
            "content-length" => length = line[15..].trim().parse().unwrap_or(0),
            _ => {}
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((head, body))
}

fn answer(mut client: &TcpStream, body: &str) -> io::Result<()> {
    write!(
        client,
        "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
